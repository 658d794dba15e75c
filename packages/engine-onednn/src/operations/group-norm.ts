import { extentsOf, rowMajor } from '../parameters/layout.ts';
import { viewOf } from '../plan/tensor.ts';
import type { OperationRule } from './operation-rule.ts';

/**
 * Group norm in two primitives. A map in row-major order is a matrix `[batch * groups, channels / groups * height *
 * width]`, whose rows layer normalization normalises one by one, so that no image can touch another. Batch
 * normalization given mean 0 and variance 1 then scales and shifts channels, with a ReLU inside where one follows; its
 * gradient is that of gamma and beta.
 */
export const groupNorm: OperationRule<'groupNorm'> = {
  takesRelu: true,
  lower(lowering, { name, input, groups, epsilon }, relu) {
    const { builder, session, propagation } = lowering;
    const value = lowering.value(input);
    const { descriptor: data } = value;
    const { shape, type } = data;
    const { batch, channels, height, width } = extentsOf(shape);
    const plain = rowMajor(session, shape, type);
    const rows = rowMajor(session, [batch * groups, (channels / groups) * height * width], type);
    const perRow = rowMajor(session, [batch * groups], 'f32');
    const training = propagation === 'forwardTraining';

    const rowNorm = { data: rows, statistics: perRow, epsilon };
    const normalizing = session.layerNorm({ ...rowNorm, propagation });
    const src = viewOf(builder.as(value, plain, name), rows);
    const dst = builder.tensor(rows);
    const moments = training ? { mean: builder.tensor(perRow), variance: builder.tensor(perRow) } : {};
    builder.step({
      label: `${name} forward normalise`,
      primitive: normalizing,
      arguments: { src, dst, ...moments },
    });

    const scaleAndShift = { data, epsilon: 0, relu, givenStatistics: true };
    const scaling = session.batchNorm({ ...scaleAndShift, propagation });
    const normalized = builder.as(viewOf(dst, plain), data, name);
    const output = builder.tensor(data);
    const workspace =
      relu && training
        ? { workspace: builder.chosen(scaling, 'workspace', { shape: [], type: 'u8' }) }
        : undefined;
    const given = {
      mean: builder.constant(channels, 0),
      variance: builder.constant(channels, 1),
      scale: lowering.parameter(`${name}.weight`),
      ...workspace,
    };
    const shift = lowering.parameter(`${name}.bias`);
    builder.step({
      label: `${name} forward scale`,
      primitive: scaling,
      arguments: { src: normalized, dst: output, shift, ...given },
      inPlace: [normalized, output],
    });

    return {
      output,
      backward: (gradient) => {
        const diffDst = builder.as(gradient, data, name);
        const diffNormalized = builder.tensor(data);
        builder.step({
          label: `${name} backward scale`,
          primitive: session.batchNorm({
            ...{ ...scaleAndShift, propagation: 'backward', gradient: data, hint: scaling },
          }),
          arguments: {
            ...{ src: normalized, diffDst, ...given, diffSrc: diffNormalized },
            ...(session.normGradientTakesShift ? { shift } : {}),
            diffScale: lowering.gradient(`${name}.weight`),
            diffShift: lowering.gradient(`${name}.bias`),
          },
          inPlace: [diffDst, diffNormalized],
        });
        if (!lowering.needsGradient(input)) return [];
        const diffRows = viewOf(builder.as(diffNormalized, plain, name), rows);
        const diffSrc = builder.tensor(rows);
        builder.step({
          label: `${name} backward normalise`,
          primitive: session.layerNorm({
            ...{ ...rowNorm, propagation: 'backwardData', gradient: rows, hint: normalizing },
          }),
          arguments: { src, diffDst: diffRows, ...moments, diffSrc },
        });
        return [{ input, gradient: viewOf(diffSrc, plain) }];
      },
    };
  },
};
