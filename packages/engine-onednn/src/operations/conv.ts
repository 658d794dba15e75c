import type { LayerOf } from '@batchmates/network';
import type { DataType } from '../library/constants.ts';
import type { Descriptor, PrimitiveDescriptor, Session } from '../library/dnnl.ts';
import type { Lowering } from './lowering.ts';
import type { OperationRule } from './operation-rule.ts';

/** A convolution and, backward, its gradients with respect to weights and input. */
export const conv: OperationRule<'conv'> = {
  takesRelu: false,
  lower(lowering, layer) {
    const { builder, session, type } = lowering;
    const { name, input: source } = layer;
    const input = { shape: lowering.shapeOf(source), type };
    const output = { shape: lowering.shapeOf(name), type };
    const weights = { shape: weightShape({ layer, input: input.shape }), type };
    const { forward, ...descriptors } = describeConvolution(
      session,
      problemOf(lowering, layer),
      lowering.propagation,
    );
    const src = lowering.value(source);
    const dst = builder.chosen(forward, 'dst', output);
    builder.step({
      label: `${name} forward`,
      primitive: forward,
      arguments: {
        src: builder.as(src, session.chosen(forward, 'src', input), name),
        weights: lowering.weight(`${name}.weight`, session.chosen(forward, 'weights', weights)),
        dst,
      },
    });
    return {
      output: dst,
      backward: (gradient) => {
        const { data: backwardData, weights: backwardWeights } = descriptors.backward();
        const gradients = lowering.needsGradient(source) ? [{ input: source, gradient: throughData() }] : [];
        builder.step({
          label: `${name} backward weights`,
          primitive: backwardWeights,
          arguments: {
            src: builder.as(src, session.chosen(backwardWeights, 'src', input), name),
            diffDst: builder.as(gradient, session.chosen(backwardWeights, 'diffDst', output), name),
            diffWeights: lowering.gradient(`${name}.weight`),
          },
        });
        return gradients;

        function throughData() {
          const diffSrc = builder.chosen(backwardData, 'diffSrc', input);
          builder.step({
            label: `${name} backward data`,
            primitive: backwardData,
            arguments: {
              diffDst: builder.as(gradient, session.chosen(backwardData, 'diffDst', output), name),
              weights: lowering.weight(`${name}.weight`, session.chosen(backwardData, 'weights', weights)),
              diffSrc,
            },
          });
          return diffSrc;
        }
      },
    };
  },

  gradientLayouts(setting, layer) {
    const problem = problemOf(setting, layer);
    const { backward } = describeConvolution(setting.session, problem, 'forwardTraining');
    const weight = { shape: weightShape(problem), type: 'f32' } as const;
    return { weight: setting.session.chosen(backward().weights, 'diffWeights', weight) };
  },
};

/** What a convolution is computed on; shapes are `[batch, channels, height, width]`. */
interface ConvolutionProblem {
  readonly layer: LayerOf<'conv'>;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly type: DataType;
}

/** The primitives of one convolution layer; the layouts they chose are those the plan keeps. */
interface ConvolutionDescriptors {
  readonly forward: PrimitiveDescriptor;
  /** Described on first use: inference has none. */
  backward(): { readonly data: PrimitiveDescriptor; readonly weights: PrimitiveDescriptor };
}

function problemOf(
  { shapeOf, type }: Pick<Lowering, 'shapeOf' | 'type'>,
  layer: LayerOf<'conv'>,
): ConvolutionProblem {
  return { layer, input: shapeOf(layer.input), output: shapeOf(layer.name), type };
}

/** Lets oneDNN choose the layouts of a convolution's three passes. Gradients of weights are float32. */
function describeConvolution(
  session: Session,
  { layer, input, output, type }: ConvolutionProblem,
  propagation: Lowering['propagation'],
): ConvolutionDescriptors {
  const any = (shape: readonly number[], of: DataType = type): Descriptor =>
    session.describe(shape, of, 'any');
  const shape = weightShape({ layer, input });
  const common = {
    algorithm: 'direct',
    input: any(input),
    output: any(output),
    stride: layer.stride,
    padding: [layer.padding, layer.padding],
  } as const;
  const weights = any(shape);
  const hint = session.convolution({ ...common, propagation, weights });
  let backward: ReturnType<ConvolutionDescriptors['backward']> | undefined;
  return {
    forward: hint,
    backward: () =>
      (backward ??= {
        data: session.convolution({ ...common, propagation: 'backwardData', weights, hint }),
        weights: session.convolution({
          ...{ ...common, propagation: 'backwardWeights', weights: any(shape, 'f32'), hint },
        }),
      }),
  };
}

/** `[out, in, height, width]`. */
export function weightShape({
  layer,
  input,
}: Pick<ConvolutionProblem, 'layer' | 'input'>): readonly number[] {
  return [layer.channels, input[1]!, layer.size, layer.size];
}
