import {
  slotName,
  stateSpecs,
  STEP_COUNT,
  type Optimizer,
  type State,
  type Tensor,
} from '@batchmates/engine';
import { invariant } from '@batchmates/errors';
import { batchNorms, parameterSpecs, type Network } from '@batchmates/network';
import type { AreaName, ParameterStore } from '../parameters/parameter-store.ts';
import type { StatisticsStore } from '../statistics/statistics-store.ts';

/** Where a tensor of the state lives. */
interface Access {
  read(): Float32Array;
  write(values: Float32Array): void;
}

/** Reads and replaces everything training changes, in the canonical layout. */
export class StateAccess {
  readonly #specs: ReturnType<typeof stateSpecs>;
  readonly #accesses: ReadonlyMap<string, Access>;
  #steps = 0;

  constructor({
    network,
    optimizer,
    store,
    running,
    slots,
  }: {
    readonly network: Network;
    readonly optimizer: Optimizer;
    readonly store: ParameterStore;
    readonly running: StatisticsStore;
    readonly slots: readonly AreaName[];
  }) {
    this.#specs = stateSpecs(network, optimizer);
    const inArea = (area: AreaName, name: string): Access => ({
      read: () => store.read(area, name),
      write: (values) => store.write(area, name, values),
    });
    this.#accesses = new Map<string, Access>([
      ...parameterSpecs(network).flatMap(({ name }) => [
        [name, inArea('value', name)] as const,
        ...slots.map((slot) => [slotName(slot, name), inArea(slot, name)] as const),
      ]),
      ...batchNorms(network).flatMap(({ name }) => {
        const { mean, variance } = running.vectors(name);
        return [
          [`${name}.running_mean`, inMemory(mean)] as const,
          [`${name}.running_var`, inMemory(variance)] as const,
        ];
      }),
      [
        STEP_COUNT,
        { read: () => Float32Array.of(this.#steps), write: ([steps]) => void (this.#steps = steps!) },
      ],
    ]);
  }

  /** Counts one more step and returns its number, from 1. */
  countStep(): number {
    return ++this.#steps;
  }

  read(): State {
    return new Map(
      this.#specs.map(({ name, shape }): [string, Tensor] => [
        name,
        { shape, data: this.#access(name).read() },
      ]),
    );
  }

  /** `state` is complete. */
  write(state: State): void {
    this.#steps = 0;
    for (const [name, { data }] of state) this.#access(name).write(data);
  }

  #access(name: string): Access {
    const access = this.#accesses.get(name);
    invariant(access, `state tensor "${name}" has a place`);
    return access;
  }
}

function inMemory(vector: Float32Array): Access {
  return { read: () => vector.slice(), write: (values) => vector.set(values) };
}
