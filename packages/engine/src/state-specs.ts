import { batchNorms, parameterSpecs, type Network } from '@batchmates/network';
import type { Optimizer } from './optimizer.ts';
import { optimizerSlots, usesStepCount } from './optimizer-slots.ts';

/** One tensor of a program's state in the canonical layout. */
export interface StateSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /**
   * What it is: a trainable `parameter`, a running `statistic` of a batch norm, a `slot` of the optimizer in its
   * parameter's shape, or the optimizer's `step` count (shape `[]`).
   */
  readonly kind: 'parameter' | 'statistic' | 'slot' | 'step';
  /** The value it starts at; `undefined` for weights, which start at random. */
  readonly start: number | undefined;
}

/** The name of optimizer slot `slot` of parameter `parameter`. */
export function slotName(slot: string, parameter: string): string {
  return `${OPTIMIZER}${slot}.${parameter}`;
}

/** The prefix of every name that belongs to an optimizer. */
export const OPTIMIZER = 'optimizer.';

/** The name of the count of steps taken, kept only by optimizers whose rule depends on it. */
export const STEP_COUNT = `${OPTIMIZER}step`;

/**
 * Every tensor of a network's state in canonical order: parameters in layer order, running statistics, then, when
 * an optimizer is given, its slots.
 */
export function stateSpecs(network: Network, optimizer?: Optimizer): readonly StateSpec[] {
  const parameters = parameterSpecs(network);
  const slots = optimizer === undefined ? [] : optimizerSlots(optimizer);
  return [
    ...parameters.map(({ name, shape, role }): StateSpec => {
      const start = role === 'weight' ? undefined : role === 'gamma' ? 1 : 0;
      return { name, shape, kind: 'parameter', start };
    }),
    ...batchNorms(network).flatMap(({ name, channels }): StateSpec[] => [
      { name: `${name}.running_mean`, shape: [channels], kind: 'statistic', start: 0 },
      { name: `${name}.running_var`, shape: [channels], kind: 'statistic', start: 1 },
    ]),
    ...slots.flatMap((slot) =>
      parameters.map(({ name, shape }): StateSpec => {
        return { name: slotName(slot.name, name), shape, kind: 'slot', start: slot.start };
      }),
    ),
    ...(optimizer !== undefined && usesStepCount(optimizer)
      ? [{ name: STEP_COUNT, shape: [], kind: 'step', start: 0 } as const]
      : []),
  ];
}
