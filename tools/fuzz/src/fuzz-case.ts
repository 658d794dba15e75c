import { inspect } from 'node:util';
import { UserError, UserErrors } from '@batchmates/errors';
import { randomStream } from '@batchmates/random';
import type { FuzzedReader } from './fuzzed-reader.ts';
import { mutate } from './mutate.ts';

/** What became of a mutated file: read and right, refused in a line for each mistake, or a mistake of the reader. */
export type Outcome =
  { readonly kind: 'right' | 'refused' } | { readonly kind: 'wrong'; readonly message: string };

/** The file of a case: a function of the reader's samples, the seed and the number of the case. */
export async function fileOf(reader: FuzzedReader, seed: number, number: number): Promise<Uint8Array> {
  const stream = randomStream(seed, 'fuzz', reader.name, number);
  const samples = await samplesOf(reader);
  return mutate(samples[stream.integer(samples.length)]!, stream, reader.text);
}

const known = new WeakMap<FuzzedReader, Promise<readonly Uint8Array[]>>();

function samplesOf(reader: FuzzedReader): Promise<readonly Uint8Array[]> {
  const samples = known.get(reader) ?? reader.samples();
  known.set(reader, samples);
  return samples;
}

/** Reads a file in `folder`. */
export async function outcomeOf(reader: FuzzedReader, file: Uint8Array, folder: string): Promise<Outcome> {
  try {
    await reader.read(file, folder);
    return { kind: 'right' };
  } catch (error) {
    const errors = error instanceof UserErrors ? error.errors : [error];
    const others = errors.filter((each) => !(each instanceof UserError) || /[\n\r\u001b]/.test(each.message));
    if (others.length === 0) return { kind: 'refused' };
    const message = others.map((each) => (each instanceof Error ? each.stack : inspect(each))).join('\n');
    return { kind: 'wrong', message };
  }
}
