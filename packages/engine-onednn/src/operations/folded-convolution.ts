import type { LayerOf } from '@batchmates/network';
import type { PostOperation } from '../library/dnnl.ts';
import type { FoldedWeights } from '../parameters/folded-weights.ts';
import { viewOf, type Tensor } from '../plan/tensor.ts';
import type { Descriptor } from '../library/dnnl.ts';
import { weightShape } from './conv.ts';
import type { Lowering } from './lowering.ts';

/** A convolution with bias that may add a value to its result and end in a ReLU. */
export interface FoldedConvolution {
  readonly conv: LayerOf<'conv'>;
  readonly residual: { readonly value: Tensor; readonly last: boolean } | undefined;
  readonly relu: boolean;
  /** Gives the weights in the layout that the convolution chose. */
  weights(descriptor: Descriptor): FoldedWeights;
}

/** Appends it; the residual's own memory takes the result when nothing reads it later. */
export function lowerFoldedConvolution(
  lowering: Lowering,
  { conv, residual, relu, weights: weightsAs }: FoldedConvolution,
): Tensor {
  const { builder, session, type } = lowering;
  const { name } = conv;
  const input = { shape: lowering.shapeOf(conv.input), type };
  const output = { shape: lowering.shapeOf(name), type };
  const weights = { shape: weightShape({ layer: conv, input: input.shape }), type };
  const sum: readonly PostOperation[] = residual === undefined ? [] : [{ kind: 'sum', scale: 1 }];
  const primitive = session.convolution({
    propagation: 'forwardInference',
    algorithm: 'direct',
    input: session.describe(input.shape, type, 'any'),
    weights: session.describe(weights.shape, type, 'any'),
    bias: session.describe([conv.channels], 'f32', 'any'),
    output: session.describe(output.shape, type, 'any'),
    stride: conv.stride,
    padding: [conv.padding, conv.padding],
    postOperations: relu ? [...sum, reluAfter] : sum,
  });
  const folded = weightsAs(session.chosen(primitive, 'weights', weights));
  const chosen = session.chosen(primitive, 'dst', output);
  const dst = residual === undefined ? builder.tensor(chosen) : addend(lowering, residual, chosen, name);
  builder.step({
    label: `${name} forward`,
    primitive,
    arguments: {
      src: builder.as(lowering.value(conv.input), session.chosen(primitive, 'src', input), name),
      weights: folded.weights,
      bias: folded.bias,
      dst,
    },
  });
  return dst;
}

const reluAfter: PostOperation = { kind: 'eltwise', algorithm: 'relu', alpha: 0, beta: 0 };

/** A tensor that holds the residual and may be written over. */
function addend(
  { builder, session }: Lowering,
  { value, last }: { readonly value: Tensor; readonly last: boolean },
  descriptor: Descriptor,
  name: string,
): Tensor {
  if (last && session.equal(value.descriptor, descriptor)) return viewOf(value, descriptor);
  const copy = builder.tensor(descriptor);
  builder.copy(value, copy, `${name} residual`);
  return copy;
}
