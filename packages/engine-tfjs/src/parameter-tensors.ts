import type { State } from '@batchmates/engine';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { libraryShape, toLibrary } from './weight-layout.ts';

/**
 * The state of a program. Values live in canonical layout on the JavaScript side; tensors of the weights are made when a
 * pass first asks for them and kept until the next change, because the WebAssembly backend packs a weight once per
 * tensor.
 */
export class ParameterTensors {
  #state: State;
  readonly #tensors = new Map<string, Tensor>();

  /** Takes the state over: nobody else may write to it. */
  constructor(state: State) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  /** A weight as a tensor in the library's layout, which stays this object's. */
  weight(name: string): Tensor {
    const made = this.#tensors.get(name);
    if (made !== undefined) return made;
    const weight = this.#find(name);
    const tensor = tf.keep(tf.tensor(toLibrary(weight), libraryShape(weight.shape)));
    this.#tensors.set(name, tensor);
    return tensor;
  }

  /** The values of a parameter, statistic or slot, in canonical layout. After writing to them call `changed`. */
  values(name: string): Float32Array {
    return this.#find(name).data;
  }

  /** Takes over another state. */
  replace(state: State): void {
    this.#state = state;
    this.changed();
  }

  /** Frees the tensors, which no longer have the state's values or are needed no more. */
  changed(): void {
    for (const tensor of this.#tensors.values()) tensor.dispose();
    this.#tensors.clear();
  }

  #find(name: string) {
    const tensor = this.#state.get(name);
    if (tensor === undefined) throw new Error(`internal: the state has no "${name}"`);
    return tensor;
  }
}
