import type { ReluLayer } from '@batchmates/network';
import type { Tensor } from '../plan/tensor.ts';
import type { Lowered, Lowering } from './lowering.ts';

/** A ReLU on its own. */
export function lowerRelu(lowering: Lowering, { name, input }: ReluLayer): Lowered {
  const { builder, session } = lowering;
  const src = lowering.value(input);
  const dst = builder.tensor(src.descriptor);
  builder.step({
    label: `${name} forward`,
    primitive: session.eltwise({ ...relu, propagation: 'forwardTraining', data: src.descriptor }),
    arguments: { src, dst },
    inPlace: [src, dst],
  });
  return {
    output: dst,
    backward: (gradient) => [{ input, gradient: reluGradient(lowering, { name, gradient, output: dst }) }],
  };
}

/** Appends the gradient through a ReLU, told from its output: it passes where the output is positive. */
export function reluGradient(
  { builder, session }: Lowering,
  { name, gradient, output }: { name: string; gradient: Tensor; output: Tensor },
): Tensor {
  const data = output.descriptor;
  const diffDst = builder.as(gradient, data, name);
  const diffSrc = builder.tensor(data);
  const hint = session.eltwise({ ...relu, propagation: 'forwardTraining', data });
  builder.step({
    label: `${name} backward relu`,
    primitive: session.eltwise({ ...relu, propagation: 'backward', data, gradient: data, hint }),
    arguments: { dst: output, diffDst, diffSrc },
    inPlace: [diffDst, diffSrc],
  });
  return diffSrc;
}

const relu = { algorithm: 'reluByOutput', alpha: 0, beta: 0 } as const;
