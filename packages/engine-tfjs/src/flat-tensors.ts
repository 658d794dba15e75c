import type { State, Tensor as StateTensor } from '@batchmates/engine';
import { elements } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { libraryShape, toCanonical, toLibrary } from './weight-layout.ts';

/** A named tensor, by its shape in the canonical layout. */
export interface FlatPart {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Named tensors that live on the backend, laid end to end in one: what is done to all of them, such as a step of an optimizer, then takes a few operations instead
 * of a few for each. Each is also there on its own, in the library's layout. Call within a `tidy`; what belongs to this object outlives it.
 */
export class FlatTensors {
  readonly parts: readonly FlatPart[];
  #flat: Tensor1D | undefined;
  #split: ReadonlyMap<string, Tensor> | undefined;

  constructor(parts: readonly FlatPart[]) {
    this.parts = parts;
  }

  /** Numbers of all parts together. */
  get size(): number {
    return this.parts.reduce((sum, { shape }) => sum + elements(shape), 0);
  }

  get flat(): Tensor1D {
    if (this.#flat === undefined)
      throw new Error('internal: tensors that were never written or are disposed of');
    return this.#flat;
  }

  /** Puts other values in their place. */
  replace(flat: Tensor1D): void {
    this.dispose();
    this.#flat = tf.keep(flat);
  }

  /** One of them in the library's layout. It is this object's, until the next `replace`. */
  part(name: string): Tensor {
    this.#split ??= this.#splitUp();
    const found = this.#split.get(name);
    if (found === undefined) throw new Error(`internal: no tensor "${name}"`);
    return found;
  }

  /** Takes values from a state that has every part; `nameOf` says under which name. */
  write(state: State, nameOf: (part: string) => string = (part) => part): void {
    const values = new Float32Array(this.size);
    let offset = 0;
    for (const { name } of this.parts) {
      const tensor = state.get(nameOf(name));
      if (tensor === undefined) throw new Error(`internal: the state has no "${nameOf(name)}"`);
      values.set(toLibrary(tensor), offset);
      offset += tensor.data.length;
    }
    this.replace(tf.tensor1d(values));
  }

  /** The values in the canonical layout, by name. */
  async read(): Promise<ReadonlyMap<string, StateTensor>> {
    if (this.parts.length === 0) return new Map();
    const values = await this.flat.data<'float32'>();
    let offset = 0;
    return new Map(
      this.parts.map(({ name, shape }) => {
        const part = values.subarray(offset, (offset += elements(shape)));
        return [name, { shape: [...shape], data: toCanonical(shape, part) }];
      }),
    );
  }

  dispose(): void {
    this.#flat?.dispose();
    this.#flat = undefined;
    for (const tensor of this.#split?.values() ?? []) tensor.dispose();
    this.#split = undefined;
  }

  #splitUp(): ReadonlyMap<string, Tensor> {
    const sizes = this.parts.map(({ shape }) => elements(shape));
    const vectors = sizes.length === 1 ? [tf.clone(this.flat)] : tf.split(this.flat, sizes);
    return new Map(
      this.parts.map(({ name, shape }, index) => [
        name,
        tf.keep(shape.length === 1 ? vectors[index]! : tf.reshape(vectors[index]!, libraryShape(shape))),
      ]),
    );
  }
}
