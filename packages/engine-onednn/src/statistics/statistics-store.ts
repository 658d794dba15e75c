import { ghostGroups, type Moments } from '@batchmates/engine';
import { invariant } from '@batchmates/errors';
import { batchNorms, type Network } from '@batchmates/network';
import type { Dnnl, Session } from '../library/dnnl.ts';
import type { Memory } from '../library/memory.ts';
import { rowMajor } from '../parameters/layout.ts';
import { fixedTensor, type Tensor } from '../plan/tensor.ts';

/** Mean and variance of every batch norm in one block, `[channels]` each; in training those of every group of a ghost batch norm. */
export class StatisticsStore {
  readonly #memory: Memory;
  readonly #places = new Map<string, { readonly start: number; readonly channels: number }>();
  readonly #session: Session;

  /** `trainedOn`: images of a batch that is trained on, in groups where batch norms have `ghost`. */
  constructor(
    dnnl: Dnnl,
    session: Session,
    network: Network,
    { trainedOn }: { readonly trainedOn?: number } = {},
  ) {
    this.#session = session;
    let start = 0;
    for (const norm of batchNorms(network)) {
      const { name, channels } = norm;
      this.#places.set(name, { start, channels });
      const groups = trainedOn === undefined ? 1 : ghostGroups(norm, trainedOn);
      start += groups * 2 * align(channels);
    }
    this.#memory = dnnl.allocate(start * 4);
  }

  /** The two vectors of a batch norm, or of one of its groups, as they are in memory: writing to them changes the store. */
  vectors(name: string, group = 0): { readonly mean: Float32Array; readonly variance: Float32Array } {
    const { start, channels } = this.#place(name, group);
    return {
      mean: this.#memory.floats(start * 4, channels),
      variance: this.#memory.floats((start + align(channels)) * 4, channels),
    };
  }

  tensors(name: string, group = 0): { readonly mean: Tensor; readonly variance: Tensor } {
    const { start, channels } = this.#place(name, group);
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

  #place(name: string, group: number): { readonly start: number; readonly channels: number } {
    const place = this.#places.get(name);
    invariant(place, `batch norm "${name}" has statistics`);
    const { start, channels } = place;
    return { start: start + group * 2 * align(channels), channels };
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
