import { UserError, UserErrors } from '@batchmates/errors';
import { elements, parameterSpecs, type Network } from '@batchmates/network';
import type { Optimizer } from './optimizer.ts';
import type { State, Tensor } from './state.ts';
import { OPTIMIZER, slotName, STEP_COUNT, stateSpecs, type StateSpec } from './state-specs.ts';

/**
 * Checks a state against a network and returns it whole, in canonical order, as `writeState` needs it: absent
 * optimizer slots are at their start, slots that belong to another optimizer are left out, all of them where there is
 * no optimizer. Tensors are not copied.
 * Throws every missing, unknown and misshapen tensor as `UserError`s together.
 */
export function completeState(network: Network, optimizer: Optimizer | undefined, state: State): State {
  const specs = stateSpecs(network, optimizer);
  const errors = [...unknownTensors(network, specs, state), ...wrongTensors(network, specs, state)];
  if (errors.length > 1) throw new UserErrors(errors);
  if (errors[0] !== undefined) throw errors[0];
  return new Map(specs.map((spec) => [spec.name, state.get(spec.name) ?? atStart(spec)]));
}

function atStart({ shape, start }: StateSpec): Tensor {
  return { shape, data: new Float32Array(elements(shape)).fill(start ?? 0) };
}

function unknownTensors(network: Network, specs: readonly StateSpec[], state: State): UserError[] {
  const known = new Set([...specs.map(({ name }) => name), ...anyOptimizersNames(network)]);
  return [...state.keys()]
    .filter((name) => !known.has(name))
    .map((name) =>
      stateError(network, {
        code: 'engine/state-unknown',
        what: `tensor "${name}"`,
        expected: 'only tensors of this network',
        received: name.startsWith(OPTIMIZER) ? 'a slot no optimizer here has' : 'one it does not have',
      }),
    );
}

function* anyOptimizersNames(network: Network): Generator<string> {
  yield STEP_COUNT;
  for (const { name } of parameterSpecs(network)) {
    yield slotName('velocity', name);
    yield slotName('square_average', name);
  }
}

function wrongTensors(network: Network, specs: readonly StateSpec[], state: State): UserError[] {
  return specs.flatMap(({ name, shape, kind }) => {
    const tensor = state.get(name);
    if (tensor === undefined) {
      if (kind === 'slot' || kind === 'step') return [];
      return [
        stateError(network, {
          code: 'engine/state-missing',
          what: `tensor "${name}"`,
          expected: shapeText(shape),
          received: 'none',
        }),
      ];
    }
    const fits = shapeText(tensor.shape) === shapeText(shape) && tensor.data.length === elements(shape);
    if (fits) return [];
    const received = `${shapeText(tensor.shape)} with ${tensor.data.length} values`;
    return [
      stateError(network, {
        code: 'engine/state-shape',
        what: `tensor "${name}"`,
        expected: shapeText(shape),
        received,
      }),
    ];
  });
}

interface Problem {
  readonly code: string;
  readonly what: string;
  readonly expected: string;
  readonly received: string;
}

function stateError(network: Network, { what, ...facts }: Problem): UserError {
  return new UserError({
    ...facts,
    what: `state for network "${network.name}": ${what}`,
    remedy: 'use a checkpoint of this very network (same depth, width, classes and shortcut)',
  });
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
