import type { Moments } from '@batchmates/engine';
import { invariant } from '@batchmates/errors';
import { batchNorms, type Network } from '@batchmates/network';
import type { Dnnl, Session } from '../library/dnnl.ts';
import type { Memory } from '../library/memory.ts';
import { rowMajor } from '../parameters/layout.ts';
import { fixedTensor, type Tensor } from '../plan/tensor.ts';

/** Mean and variance of every batch norm in one block, `[channels]` each. */
export class StatisticsStore {
  readonly #memory: Memory;
  readonly #places = new Map<string, { readonly start: number; readonly channels: number }>();
  readonly #session: Session;

  constructor(dnnl: Dnnl, session: Session, network: Network) {
    this.#session = session;
    let start = 0;
    for (const { name, channels } of batchNorms(network)) {
      this.#places.set(name, { start, channels });
      start += 2 * align(channels);
    }
    this.#memory = dnnl.allocate(start * 4);
  }

  /** The two vectors of a batch norm, as they are in memory: writing to them changes the store. */
  vectors(name: string): { readonly mean: Float32Array; readonly variance: Float32Array } {
    const { start, channels } = this.#place(name);
    return {
      mean: this.#memory.floats(start * 4, channels),
      variance: this.#memory.floats((start + align(channels)) * 4, channels),
    };
  }

  tensors(name: string): { readonly mean: Tensor; readonly variance: Tensor } {
    const { start, channels } = this.#place(name);
    const tensor = (offset: number): Tensor =>
      fixedTensor(rowMajor(this.#session, [channels], 'f32'), this.#memory, offset * 4);
    return { mean: tensor(start), variance: tensor(start + align(channels)) };
  }

  /** A copy of everything. */
  moments(): Moments {
    return new Map(
      [...this.#places.keys()].map((name) => {
        const { mean, variance } = this.vectors(name);
        return [name, { mean: mean.slice(), variance: variance.slice() }];
      }),
    );
  }

  /** Replaces everything; returns whether anything changed. */
  write(moments: Moments): boolean {
    let changed = false;
    for (const name of this.#places.keys()) {
      const [kept, given] = [this.vectors(name), moments.get(name)];
      if (given === undefined) continue;
      changed = replace(kept.mean, given.mean) || changed;
      changed = replace(kept.variance, given.variance) || changed;
    }
    return changed;
  }

  #place(name: string): { readonly start: number; readonly channels: number } {
    const place = this.#places.get(name);
    invariant(place, `batch norm "${name}" has statistics`);
    return place;
  }
}

function replace(kept: Float32Array, given: Float32Array): boolean {
  if (kept.every((value, c) => value === given[c])) return false;
  kept.set(given);
  return true;
}

/** Vectors start on cache lines of 16 floats. */
function align(channels: number): number {
  return Math.ceil(channels / 16) * 16;
}
