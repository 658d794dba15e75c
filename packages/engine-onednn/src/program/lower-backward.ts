import type { Tensor } from '../plan/tensor.ts';
import type { LoweredNetwork } from './lower-network.ts';
import type { Lowering } from '../operations/lowering.ts';

/**
 * Appends the backward pass, in reverse order of operations, from the gradient of the logits. `layerDone` is called when all steps
 * are appended that make the gradients of a layer's parameters, or read the parameters.
 */
export function lowerBackward(
  { lowering, operations }: LoweredNetwork,
  ofLogits: Tensor,
  layerDone: (layer: string) => void,
): void {
  const gradients = new Map<string, Tensor[]>();
  const last = operations.at(-1);
  if (last !== undefined) gradients.set(last.operation.output, [ofLogits]);
  for (const { operation, lowered } of operations.toReversed()) {
    const [first, ...others] = gradients.get(operation.output) ?? [];
    if (first === undefined) continue;
    const total = others.reduce((sum, other) => addGradients(lowering, sum, other, operation.output), first);
    for (const { input, gradient } of lowered.backward(total)) {
      gradients.set(input, [...(gradients.get(input) ?? []), gradient]);
    }
    layerDone(operation.layer.name);
  }
}

/** Gradients of a value that several layers read add up. */
function addGradients({ builder, session }: Lowering, left: Tensor, right: Tensor, name: string): Tensor {
  const { descriptor } = left;
  const sum = builder.tensor(descriptor);
  builder.step({
    label: `${name} gradients`,
    primitive: session.binary({ algorithm: 'add', left: descriptor, right: descriptor, output: descriptor }),
    arguments: { src: left, src1: builder.as(right, descriptor, name), dst: sum },
    inPlace: [left, sum],
  });
  return sum;
}
