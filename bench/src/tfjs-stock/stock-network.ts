import { IMAGES, inputsOf, parameterSpecs, type Layer, type Network } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import { match } from 'ts-pattern';

/** A network's trainable variables by name, in the library's layouts, started as its guides suggest. */
export function stockVariables(network: Network): ReadonlyMap<string, Variable> {
  return new Map(
    parameterSpecs(network).map(({ name, shape, role, fanIn }) => {
      const [outputs = 1, inputs, ...window] = shape;
      const libraryShape = inputs === undefined ? [outputs] : [...window, inputs, outputs];
      const start = match(role)
        .with('weight', () => tf.randomNormal(libraryShape, 0, Math.sqrt(2 / fanIn), 'float32', 1))
        .with('gamma', () => tf.ones(libraryShape))
        .with('beta', 'bias', () => tf.zeros(libraryShape))
        .exhaustive();
      return [name, tf.variable(start)];
    }),
  );
}

/**
 * The forward pass as one writes it with the library's operations, batch statistics included, so that its automatic
 * differentiation gives the gradients. Returns logits, `[batch, classes]`.
 */
export function stockLogits(
  network: Network,
  variables: ReadonlyMap<string, Variable>,
  images: Tensor4D,
): Tensor {
  const maps = new Map<string, Tensor>([[IMAGES, images]]);
  let top: Tensor = images;
  for (const layer of network.layers) {
    const inputs = inputsOf(layer).map((name) => maps.get(name) as Tensor4D);
    top = apply(
      layer,
      inputs as [Tensor4D],
      (suffix) => variables.get(`${layer.name}.${suffix}`) as Variable,
    );
    maps.set(layer.name, top);
  }
  return top;
}

function apply(
  layer: Layer,
  [input, other]: readonly [Tensor4D, Tensor4D?],
  variable: (suffix: string) => Variable,
): Tensor {
  return match(layer)
    .with({ kind: 'conv' }, ({ stride, padding }) =>
      tf.conv2d(input, variable('weight') as Tensor as Tensor4D, stride, padding),
    )
    .with({ kind: 'batchNorm' }, ({ epsilon }) => {
      const { mean, variance } = tf.moments(input, [0, 1, 2]);
      const [beta, gamma] = [variable('bias'), variable('weight')] as Tensor[] as [tf.Tensor1D, tf.Tensor1D];
      return tf.batchNorm(input, mean as tf.Tensor1D, variance as tf.Tensor1D, beta, gamma, epsilon);
    })
    .with({ kind: 'relu' }, () => tf.relu(input))
    .with({ kind: 'add' }, () => tf.add(input, other ?? input))
    .with({ kind: 'maxPool' }, ({ size, stride, padding }) => tf.maxPool(input, size, stride, padding))
    .with({ kind: 'globalAveragePool' }, () => tf.mean(input, [1, 2]))
    .with({ kind: 'padChannels' }, ({ channels }) =>
      tf.pad(input, [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, channels - input.shape[3]],
      ]),
    )
    .with({ kind: 'dense' }, () => tf.add(tf.matMul(input as Tensor, variable('weight')), variable('bias')))
    .otherwise(({ kind }) => {
      throw new Error(`no stock operation for a layer of kind "${kind}"`);
    });
}
