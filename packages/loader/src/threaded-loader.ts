import { setImmediate as nextTurn } from 'node:timers/promises';
import { batchCount, batchOf, countedOf, occurrencesOf, type BatchPlan } from '@batchmates/batching';
import type { Split } from '@batchmates/dataset';
import { assertMemory, invariant, UserError } from '@batchmates/errors';
import { BatchRing } from './batch-ring.ts';
import type { LoadedBatch, Loader } from './loader.ts';
import type { Preparation } from './preparation.ts';
import type { FailureMessage } from './worker-messages.ts';
import type { WorkerPool } from './worker-pool.ts';

/** What a loader is made of. */
export interface ThreadedLoaderParts {
  readonly split: Split;
  readonly pool: WorkerPool;
  /** Values of one prepared image. */
  readonly valuesPerImage: number;
  /** Batches in shared memory at once. */
  readonly slots: number;
}

/** A plan that is being prepared: the memory its batches are written to, and the failure that stopped it, if any. */
interface Delivery {
  readonly ring: BatchRing;
  /** `[slots, valuesPerSlot]`. */
  readonly images: Float32Array;
  readonly valuesPerSlot: number;
  /** Batches of the plan that were left out. */
  readonly from: number;
  /** Kept when a worker gives up. */
  readonly failure: Promise<FailureMessage>;
}

/** A loader whose images are prepared by a pool of worker threads. */
export class ThreadedLoader implements Loader {
  readonly #parts: ThreadedLoaderParts;
  #images = new Float32Array(new SharedArrayBuffer(0));
  #waitedMs = 0;
  #busy = false;

  constructor(parts: ThreadedLoaderParts) {
    this.#parts = parts;
  }

  get waitedMs(): number {
    return this.#waitedMs;
  }

  batches(plan: BatchPlan, preparation: Preparation, from = 0): AsyncGenerator<LoadedBatch, void, void> {
    invariant(!this.#busy, 'a loader serves one iteration at a time');
    const { pool, slots, valuesPerImage } = this.#parts;
    const ring = new BatchRing(slots);
    // Offsets count from the start of the indices, which stay whole: the images before `from` count as shown.
    const rest = { ...plan, offsets: plan.offsets.slice(from) };
    const valuesPerSlot = largestBatch(rest) * valuesPerImage;
    const images = this.#memory(slots * valuesPerSlot);
    this.#busy = true;
    const failure = new Promise<FailureMessage>((resolve) => {
      const occurrences = occurrencesOf(plan);
      const message = { ...rest, occurrences, preparation, control: ring.control, images, valuesPerSlot };
      pool.send(message, (reason) => {
        ring.fail();
        resolve(reason);
      });
    });
    return this.#receive(rest, { ring, images, valuesPerSlot, failure, from });
  }

  async *#receive(
    plan: BatchPlan,
    { ring, images, valuesPerSlot, from, failure }: Delivery,
  ): AsyncGenerator<LoadedBatch, void, void> {
    const { pool, valuesPerImage } = this.#parts;
    try {
      for (let batch = 0; batch < batchCount(plan); batch++) {
        // Batches that are ready, and engines that compute within the call, would leave no turn to signals, timers and locks.
        await nextTurn();
        if (!(await this.#waitFor(ring, batch))) throw this.#error(await failure);
        const start = ring.slotOf(batch) * valuesPerSlot;
        const length = batchOf(plan, batch).length * valuesPerImage;
        yield { ...this.#batch(plan, batch, images.subarray(start, start + length)), batch: from + batch };
        ring.release(batch + 1);
      }
    } finally {
      if (pool.alive) await ring.cancel(pool.size);
      this.#busy = false;
    }
  }

  async close(): Promise<void> {
    await this.#parts.pool.close();
  }

  async #waitFor(ring: BatchRing, batch: number): Promise<boolean> {
    const begin = performance.now();
    const arrived = await ring.waitForBatch(batch);
    this.#waitedMs += performance.now() - begin;
    return arrived;
  }

  #batch(plan: BatchPlan, batch: number, images: Float32Array): Omit<LoadedBatch, 'batch'> {
    const indices = batchOf(plan, batch);
    const counted = countedOf(plan, batch);
    const labels = Uint16Array.from(indices, (index) => this.#parts.split.labels[index]!);
    return { images, labels, indices, ...(counted === undefined ? {} : { counted }) };
  }

  /** Shared memory for so many values; kept from plan to plan while it is large enough. */
  #memory(values: number): Float32Array<SharedArrayBuffer> {
    if (this.#images.length >= values) return this.#images;
    const bytes = 4 * values;
    const { slots } = this.#parts;
    assertMemory({ what: `${slots} batches of images`, bytes, remedy: 'lower batchSize or resolution' });
    this.#images = new Float32Array(new SharedArrayBuffer(bytes));
    return this.#images;
  }

  #error({ reason, image }: FailureMessage): Error {
    if (image === undefined) return new Error(`internal: loading images: ${reason}`);
    const { split } = this.#parts;
    return new UserError({
      code: 'loader/unreadable-image',
      what: `image ${split.id(image)} of split ${split.name} cannot be decoded`,
      received: reason,
      remedy: 'mend or remove its file and run the ingestion stage again',
    });
  }
}

function largestBatch(plan: BatchPlan): number {
  let largest = 0;
  for (let batch = 0; batch < batchCount(plan); batch++)
    largest = Math.max(largest, batchOf(plan, batch).length);
  return largest;
}
