import type { PostOperation } from '../library/dnnl.ts';
import { isDense } from '../parameters/layout.ts';
import type { OperationRule } from './operation-rule.ts';
import { reluGradient } from './relu-gradient.ts';

/** Sum of two maps, with a ReLU inside where one follows. */
export const add: OperationRule<'add'> = {
  takesRelu: true,
  lower(lowering, { name, inputs }, relu) {
    const { builder, session } = lowering;
    const src = lowering.value(inputs[0]);
    const { descriptor } = src;
    const src1 = builder.as(lowering.value(inputs[1]), descriptor, name);
    const dst = builder.tensor(descriptor);
    builder.step({
      label: `${name} forward`,
      primitive: session.binary({
        ...{ algorithm: 'add', left: descriptor, right: descriptor, output: descriptor },
        postOperations: relu ? [reluAfter] : [],
      }),
      arguments: { src, src1, dst },
      // oneDNN 2.6 spoils what it adds in place where the layout fills channels up.
      ...(isDense(session, descriptor) ? { inPlace: [src, dst] as const } : {}),
    });
    return {
      output: dst,
      backward: (gradient) => {
        const through = relu ? reluGradient(lowering, { name, gradient, output: dst }) : gradient;
        return inputs.map((input) => ({ input, gradient: through }));
      },
    };
  },
};

const reluAfter: PostOperation = { kind: 'eltwise', algorithm: 'relu', alpha: 0, beta: 0 };
