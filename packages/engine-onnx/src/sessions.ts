import { UserError } from '@batchmates/errors';
import type { NormalisationByLayer } from '@batchmates/onnx';
import type { InferenceSession } from 'onnxruntime-node';
import type { Runtime, RuntimeSource } from './runtime.ts';
import type { Source } from './source.ts';

/** Sessions that a program keeps, each with a copy of the weights: more would only serve mixes that come back. */
const KEPT = 4;

/** What sessions run on. */
export interface Computing extends Pick<RuntimeSource, 'provider'> {
  readonly runtime: Runtime;
  readonly threads: number;
}

/** Sessions of a source, one for every set of batch norms that take the batch's own moments, opened when first asked for. */
export class Sessions {
  readonly #open = new Map<string, Promise<InferenceSession>>();
  readonly #source: Source;
  readonly #computing: Computing;

  constructor(source: Source, computing: Computing) {
    this.#source = source;
    this.#computing = computing;
  }

  /** The session of a normalisation. Throws a `UserError` (`engine/onnx`) when the runtime does not take the file. */
  async get(normalisation: NormalisationByLayer): Promise<InferenceSession> {
    const key = JSON.stringify(normalisation);
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const [oldest] = this.#open;
    if (oldest !== undefined && this.#open.size >= KEPT) {
      this.#open.delete(oldest[0]);
      await (await oldest[1]).release();
    }
    const opened = this.#create(normalisation);
    this.#open.set(key, opened);
    return opened.catch((error: unknown) => {
      this.#open.delete(key);
      throw error;
    });
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map(async (each) => (await each).release()));
  }

  async #create(normalisation: NormalisationByLayer): Promise<InferenceSession> {
    const { runtime, provider, threads } = this.#computing;
    const file = this.#source.file(normalisation);
    try {
      return await runtime.InferenceSession.create(file, {
        executionProviders: [provider],
        ...{ intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 },
      });
    } catch (cause) {
      throw refusal(this.#source, cause);
    }
  }
}

/** The error of a model that ONNX Runtime does not take, or fails to run. */
export function refusal({ checked: { name } }: Pick<Source, 'checked'>, cause: unknown): UserError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new UserError({
    code: 'engine/onnx',
    what: `model "${name}" on ONNX Runtime`,
    expected: 'a model that it runs, for batches of any size',
    received: message.replaceAll(/\s+/g, ' ').slice(0, 300),
    remedy: 'export the network again with a dynamic batch axis; a newer ONNX Runtime knows newer operators',
    cause,
  });
}
