import type { OperationRule } from './operation-rule.ts';

/** Batch norm with the batch's own statistics or, where it could not be folded into a convolution, with given ones. */
export const batchNorm: OperationRule<'batchNorm'> = {
  takesRelu: true,
  lower(lowering, layer, relu) {
    const { builder, session } = lowering;
    const { name, epsilon } = layer;
    const src = lowering.value(layer.input);
    const { descriptor: data } = src;
    const common = { data, epsilon, relu, givenStatistics: false };
    const forward = session.batchNorm({ ...common, propagation: 'forwardTraining' });
    const dst = builder.tensor(data);
    const workspace = relu ? builder.chosen(forward, 'workspace', { shape: [], type: 'u8' }) : undefined;
    const inside = workspace === undefined ? {} : { workspace };
    const scale = lowering.parameter(`${name}.weight`);
    const shift = lowering.parameter(`${name}.bias`);
    const statistics = lowering.statistics(name);
    builder.step({
      label: `${name} forward`,
      primitive: forward,
      arguments: { src, dst, ...statistics, scale, shift, ...inside },
    });
    return {
      output: dst,
      backward: (gradient) => {
        const diffDst = builder.as(gradient, data, name);
        const diffSrc = builder.tensor(data);
        builder.step({
          label: `${name} backward`,
          primitive: session.batchNorm({ ...common, propagation: 'backward', gradient: data, hint: forward }),
          arguments: {
            ...{ src, diffDst, ...statistics, scale, ...inside, diffSrc },
            ...(session.normGradientTakesShift ? { shift } : {}),
            diffScale: lowering.gradient(`${name}.weight`),
            diffShift: lowering.gradient(`${name}.bias`),
          },
          inPlace: [diffDst, diffSrc],
        });
        return [{ input: layer.input, gradient: diffSrc }];
      },
    };
  },

  lowerGiven(lowering, { name, input, epsilon }, relu) {
    const { builder, session } = lowering;
    const src = lowering.value(input);
    const data = src.descriptor;
    const dst = builder.tensor(data);
    builder.step({
      label: `${name} forward`,
      primitive: session.batchNorm({
        ...{ propagation: 'forwardInference', data, epsilon, relu, givenStatistics: true },
      }),
      arguments: {
        ...{ src, dst, ...lowering.statistics(name) },
        scale: lowering.parameter(`${name}.weight`),
        shift: lowering.parameter(`${name}.bias`),
      },
      inPlace: [src, dst],
    });
    return dst;
  },
};
