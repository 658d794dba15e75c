import type { Tensor } from '../plan/tensor.ts';
import type { Lowering } from './lowering.ts';

/** Appends the gradient through a ReLU, told from its output: it passes where the output is positive. */
export function reluGradient(
  { builder, session }: Lowering,
  { name, gradient, output }: { name: string; gradient: Tensor; output: Tensor },
): Tensor {
  const data = output.descriptor;
  const diffDst = builder.as(gradient, data, name);
  const diffSrc = builder.tensor(data);
  const hint = session.eltwise({ ...reluByOutput, propagation: 'forwardTraining', data });
  builder.step({
    label: `${name} backward relu`,
    primitive: session.eltwise({ ...reluByOutput, propagation: 'backward', data, gradient: data, hint }),
    arguments: { dst: output, diffDst, diffSrc },
    inPlace: [diffDst, diffSrc],
  });
  return diffSrc;
}

/** ReLU as an element-wise primitive whose gradient is computed from its output. */
export const reluByOutput = { algorithm: 'reluByOutput', alpha: 0, beta: 0 } as const;
