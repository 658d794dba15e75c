import { ghostGroups } from '@batchmates/engine';
import type { LayerOf } from '@batchmates/network';
import { elementBytes } from '../library/constants.ts';
import { rowMajor } from '../parameters/layout.ts';
import { sliceOf, type Tensor } from '../plan/tensor.ts';
import { imageByImage, imageGroups } from './image-groups.ts';
import type { Lowering } from './lowering.ts';
import type { OperationRule } from './operation-rule.ts';

/**
 * Batch norm with the batch's own statistics or, where it could not be folded into a convolution, with given ones. Ghost batch norm
 * is a primitive for each group of images, on the part of the map that holds them.
 */
export const batchNorm: OperationRule<'batchNorm'> = {
  takesRelu: true,
  lower(lowering, layer, relu) {
    const { builder, session } = lowering;
    const { name, epsilon } = layer;
    const givenStatistics = lowering.frozenStatistics;
    const groups = lowering.training && !givenStatistics ? ghostGroups(layer, lowering.batch) : 1;
    const value = lowering.value(layer.input);
    const src = groups === 1 ? value : imageByImage(lowering, value, name);
    const dst = builder.tensor(src.descriptor);
    const sources = imageGroups(lowering, src, groups);
    const outputs = imageGroups(lowering, dst, groups);
    const { descriptor: data } = sources[0]!;
    const common = { data, epsilon, relu, givenStatistics };
    const forward = session.batchNorm({ ...common, propagation: 'forwardTraining' });
    const scale = lowering.parameter(`${name}.weight`);
    const shift = lowering.parameter(`${name}.bias`);
    const kept = sources.map((_, group) => {
      const statistics = lowering.statistics(name, group);
      if (!relu) return statistics;
      return { ...statistics, workspace: builder.chosen(forward, 'workspace', { shape: [], type: 'u8' }) };
    });
    sources.forEach((source, group) =>
      builder.step({
        label: `${name} forward`,
        primitive: forward,
        arguments: { src: source, dst: outputs[group]!, ...kept[group], scale, shift },
      }),
    );
    return {
      output: dst,
      backward: (gradient) => {
        const diffDst = builder.as(gradient, src.descriptor, name);
        const diffSrc = builder.tensor(src.descriptor);
        const [flows, results] = [diffDst, diffSrc].map((map) => imageGroups(lowering, map, groups));
        const sums = parameterGradients(lowering, layer, groups);
        const backward = session.batchNorm({
          ...{ ...common, propagation: 'backward', gradient: data, hint: forward },
        });
        sources.forEach((source, group) => {
          const [flow, result] = [flows![group]!, results![group]!];
          builder.step({
            label: `${name} backward`,
            primitive: backward,
            arguments: {
              ...{ src: source, diffDst: flow, ...kept[group], scale, diffSrc: result },
              ...(session.normGradientTakesShift ? { shift } : {}),
              ...sums.of(group),
            },
            inPlace: [flow, result],
          });
        });
        sums.finish();
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

/** Where the gradients of scale and shift go. */
interface ParameterGradients {
  /** Of one group. */
  of(group: number): { readonly diffScale: Tensor; readonly diffShift: Tensor };
  /** Appends what adds those of groups up. */
  finish(): void;
}

function parameterGradients(
  { builder, session, gradient }: Lowering,
  { name }: LayerOf<'batchNorm'>,
  groups: number,
): ParameterGradients {
  const [diffScale, diffShift] = [gradient(`${name}.weight`), gradient(`${name}.bias`)];
  if (groups === 1) return { of: () => ({ diffScale, diffShift }), finish: () => undefined };
  const { descriptor } = diffScale;
  const channels = descriptor.shape[0]!;
  const perGroup = () => builder.tensor(rowMajor(session, [groups, channels], 'f32'));
  const [scales, shifts] = [perGroup(), perGroup()];
  const ofGroup = (all: Tensor, group: number) =>
    sliceOf(all, descriptor, group * channels * elementBytes.f32);
  return {
    of: (group) => ({ diffScale: ofGroup(scales, group), diffShift: ofGroup(shifts, group) }),
    finish: () =>
      builder.host({
        label: `${name} backward sums`,
        tensors: [scales, diffScale, shifts, diffShift],
        run: ([eachScale, scale, eachShift, shift]) => {
          addGroups(eachScale!.floats, scale!.floats);
          addGroups(eachShift!.floats, shift!.floats);
        },
      }),
  };
}

/** Sums `[groups, channels]` over groups into `[channels]`. */
function addGroups(each: Float32Array, sums: Float32Array): void {
  const channels = sums.length;
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let at = c; at < each.length; at += channels) sum += each[at]!;
    sums[c] = sum;
  }
}
