import type { OperationRule } from './operation-rule.ts';
import { reluByOutput, reluGradient } from './relu-gradient.ts';

/** A ReLU on its own. */
export const relu: OperationRule<'relu'> = {
  takesRelu: false,
  lower(lowering, { name, input }) {
    const { builder, session } = lowering;
    const src = lowering.value(input);
    const dst = builder.tensor(src.descriptor);
    builder.step({
      label: `${name} forward`,
      primitive: session.eltwise({ ...reluByOutput, propagation: 'forwardTraining', data: src.descriptor }),
      arguments: { src, dst },
      inPlace: [src, dst],
    });
    return {
      output: dst,
      backward: (gradient) => [{ input, gradient: reluGradient(lowering, { name, gradient, output: dst }) }],
    };
  },
};
