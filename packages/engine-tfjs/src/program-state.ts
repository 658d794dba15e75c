import {
  optimizerSlots,
  slotName,
  stateSpecs,
  STEP_COUNT,
  type Optimizer,
  type State,
} from '@batchmates/engine';
import { batchNorms, parameterSpecs, type Network } from '@batchmates/network';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { FlatTensors } from './flat-tensors.ts';

/** Parameters that the optimizer treats alike, and what it remembers of them. */
export interface ParameterGroup {
  readonly values: FlatTensors;
  /** By the name of the slot, laid out like `values`. */
  readonly slots: ReadonlyMap<'velocity' | 'square_average', FlatTensors>;
  /** Whether weight decay pulls at them. */
  readonly decays: boolean;
  /** Whether no step moves them. */
  readonly frozen: boolean;
}

/** The state of a program, on the backend from the first write on. */
export class ProgramState {
  readonly groups: readonly ParameterGroup[];
  /** Means and variances of every batch norm, in layer order. */
  readonly running: FlatTensors;
  /** Steps taken, where the optimizer's rule depends on it. */
  steps = 0;
  /** Names of everything in it, in canonical order. */
  readonly #names: readonly string[];
  readonly #groupOf = new Map<string, FlatTensors>();

  constructor(network: Network, optimizer?: Optimizer, frozen: ReadonlySet<string> = new Set()) {
    const slots = optimizer === undefined ? [] : optimizerSlots(optimizer);
    const specs = parameterSpecs(network);
    const kinds = [
      { decays: true, frozen: false },
      { decays: false, frozen: false },
      { decays: false, frozen: true },
    ];
    this.groups = kinds.map((kind) => {
      const parts = specs.filter(
        ({ name, role }) => (role === 'weight') === kind.decays && frozen.has(name) === kind.frozen,
      );
      return {
        ...kind,
        values: new FlatTensors(parts),
        slots: new Map(slots.map(({ name }) => [name, new FlatTensors(parts)])),
      };
    });
    this.running = new FlatTensors(
      batchNorms(network).flatMap(({ name, channels }) =>
        ['running_mean', 'running_var'].map((moment) => ({ name: `${name}.${moment}`, shape: [channels] })),
      ),
    );
    this.#names = stateSpecs(network, optimizer).map(({ name }) => name);
    for (const { values } of this.groups)
      for (const { name } of values.parts) this.#groupOf.set(name, values);
  }

  /** A parameter in the library's layout; it is this object's. */
  parameter(name: string): Tensor {
    const group = this.#groupOf.get(name);
    if (group === undefined) throw new Error(`internal: no parameter "${name}"`);
    return group.part(name);
  }

  /** The running moments of a batch norm; they are this object's. */
  runningMoments(batchNorm: string): { readonly mean: Tensor1D; readonly variance: Tensor1D } {
    return {
      mean: this.running.part(`${batchNorm}.running_mean`) as Tensor1D,
      variance: this.running.part(`${batchNorm}.running_var`) as Tensor1D,
    };
  }

  /** Takes the values of a complete state. Call within a `tidy`. */
  write(state: State): void {
    for (const { values, slots } of this.groups) {
      if (values.parts.length === 0) continue;
      values.write(state);
      for (const [slot, tensors] of slots) tensors.write(state, (name) => slotName(slot, name));
    }
    if (this.running.parts.length > 0) this.running.write(state);
    this.steps = state.get(STEP_COUNT)?.data[0] ?? 0;
  }

  /** Everything, in the canonical layout. */
  async read(): Promise<State> {
    const found = new Map([...(await this.running.read())]);
    for (const { values, slots } of this.groups) {
      for (const [name, tensor] of await values.read()) found.set(name, tensor);
      for (const [slot, tensors] of slots)
        for (const [name, tensor] of await tensors.read()) found.set(slotName(slot, name), tensor);
    }
    found.set(STEP_COUNT, { shape: [], data: Float32Array.of(this.steps) });
    return new Map(this.#names.map((name) => [name, found.get(name)!]));
  }

  dispose(): void {
    this.running.dispose();
    for (const { values, slots } of this.groups)
      for (const tensors of [values, ...slots.values()]) tensors.dispose();
  }
}
