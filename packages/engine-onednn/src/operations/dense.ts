import { extentsOf, rowMajor } from '../parameters/layout.ts';
import { viewOf } from '../plan/tensor.ts';
import type { OperationRule } from './operation-rule.ts';

/** A fully connected layer with bias, in float32 whatever the precision. */
export const dense: OperationRule<'dense'> = {
  takesRelu: false,
  lower(lowering, { name, input, units }) {
    const { builder, session, batch } = lowering;
    const shape = lowering.shapeOf(input);
    const { channels } = extentsOf(shape);
    const plain = (extents: readonly number[]) => rowMajor(session, extents, 'f32');
    const vectors = plain(shape);
    const request = {
      input: vectors,
      weights: plain([units, channels, 1, 1]),
      output: plain([batch, units]),
    };
    const bias = lowering.parameter(`${name}.bias`);
    const weights = viewOf(lowering.parameter(`${name}.weight`), request.weights);
    const src = builder.as(lowering.value(input), vectors, name);
    const dst = builder.tensor(request.output);
    const forward = session.innerProduct({
      ...request,
      propagation: lowering.propagation,
      bias: bias.descriptor,
    });
    builder.step({ label: `${name} forward`, primitive: forward, arguments: { src, weights, bias, dst } });
    const map = plain(lowering.shapeOf(name));
    return {
      output: viewOf(dst, map),
      backward: (gradient) => {
        const diffDst = viewOf(builder.as(gradient, map, name), request.output);
        const diffBias = lowering.gradient(`${name}.bias`);
        builder.step({
          label: `${name} backward weights`,
          primitive: session.innerProduct({
            ...{ ...request, propagation: 'backwardWeights', bias: diffBias.descriptor, hint: forward },
          }),
          arguments: {
            ...{ src, diffDst, diffBias },
            diffWeights: viewOf(lowering.gradient(`${name}.weight`), request.weights),
          },
        });
        if (!lowering.needsGradient(input)) return [];
        const diffSrc = builder.tensor(vectors);
        builder.step({
          label: `${name} backward data`,
          primitive: session.innerProduct({ ...request, propagation: 'backwardData', hint: forward }),
          arguments: { diffDst, weights, diffSrc },
        });
        return [{ input, gradient: diffSrc }];
      },
    };
  },
};
