import { slotName, STEP_COUNT, type Optimizer } from '@batchmates/engine';
import { parameterSpecs, type Network } from '@batchmates/network';
import { updateParameter } from './optimizer-update.ts';
import type { ParameterTensors } from './parameter-tensors.ts';
import { toCanonical } from './weight-layout.ts';

/** One step of the optimizer. Gradients are in the library's layout; an absent one is 0. */
export function updateParameters(
  parameters: ParameterTensors,
  { network, optimizer }: { readonly network: Network; readonly optimizer: Optimizer },
  gradients: ReadonlyMap<string, ArrayLike<number>>,
  learningRate: number,
): void {
  const { state } = parameters;
  const count = (state.get(STEP_COUNT)?.data[0] ?? 0) + 1;
  state.get(STEP_COUNT)?.data.fill(count);
  for (const { name, role, shape } of parameterSpecs(network)) {
    const slots = {
      value: parameters.values(name),
      velocity: state.get(slotName('velocity', name))?.data,
      squareAverage: state.get(slotName('square_average', name))?.data,
    };
    const gradient = toCanonical(shape, gradients.get(name) ?? new Float32Array(slots.value.length));
    const weightDecay = role === 'weight' ? optimizer.weightDecay : 0;
    updateParameter(optimizer, slots, { gradient, weightDecay, learningRate, count });
  }
  parameters.changed();
}
