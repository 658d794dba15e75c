import { IMAGES, inferShapes, inputsOf, parameterSpecs, type Network } from '@batchmates/network';
import { invariant } from '@batchmates/errors';
import type { Session } from '../library/dnnl.ts';
import { describeConvolution } from '../operations/convolution.ts';
import type { ConvolutionDescriptors, Lowering } from '../operations/lowering.ts';
import { schedule, type Operation } from '../plan/schedule.ts';

/** A network prepared for lowering at any batch size. */
export interface NetworkParts {
  readonly network: Network;
  readonly operations: readonly Operation[];
  /** `[batch, channels, height, width]` of a value. */
  shapeOf(value: string, batch: number): readonly number[];
  needsGradient(value: string): boolean;
  /** `[out, in, height, width]` of a convolution. */
  weightShapeOf(conv: string): readonly number[];
}

/** Checks shapes (throws a `UserError`) and finds the order of operations. */
export function networkParts(network: Network): NetworkParts {
  const shapes = inferShapes(network);
  const weightShapes = new Map(parameterSpecs(network).map(({ name, shape }) => [name, shape]));
  const trainable = valuesWithParameters(network);
  return {
    network,
    operations: schedule(network),
    shapeOf: (value, batch) => {
      const shape = shapes.get(value);
      invariant(shape, `value "${value}" has a shape`);
      return [batch, shape.channels, shape.height, shape.width];
    },
    needsGradient: (value) => trainable.has(value),
    weightShapeOf: (conv) => {
      const shape = weightShapes.get(`${conv}.weight`);
      invariant(shape, `convolution "${conv}" has weights`);
      return shape;
    },
  };
}

/** The primitive descriptors of every convolution for a batch size. */
export function describeConvolutions(
  session: Session,
  { network, shapeOf }: NetworkParts,
  { batch, type, propagation }: Pick<Lowering, 'batch' | 'type' | 'propagation'>,
): ReadonlyMap<string, ConvolutionDescriptors> {
  return new Map(
    network.layers.flatMap((layer) => {
      if (layer.kind !== 'conv') return [];
      const problem = { layer, input: shapeOf(layer.input, batch), output: shapeOf(layer.name, batch), type };
      return [[layer.name, describeConvolution(session, problem, propagation)] as const];
    }),
  );
}

function valuesWithParameters({ layers }: Network): ReadonlySet<string> {
  const values = new Set<string>();
  for (const layer of layers) {
    const own = layer.kind === 'conv' || layer.kind === 'batchNorm' || layer.kind === 'dense';
    if (own || inputsOf(layer).some((input) => input !== IMAGES && values.has(input))) values.add(layer.name);
  }
  return values;
}
