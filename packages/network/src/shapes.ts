import { UserError } from '@batchmates/errors';
import { match } from 'ts-pattern';
import { IMAGES, type Layer, type MapShape, type Network } from './network.ts';

/**
 * The output shape of every layer (and of `images`), by name, for one image. Validates the whole network on the
 * way; throws a `UserError` that names the layer when inputs, names, windows or channels do not fit.
 */
export function inferShapes(network: Network): ReadonlyMap<string, MapShape> {
  const shapes = new Map<string, MapShape>([[IMAGES, network.input]]);
  assertPositive(network, IMAGES, network.input);
  for (const layer of network.layers) {
    if (shapes.has(layer.name)) {
      throw layerError(network, layer.name, 'a name of its own', 'a name that is taken');
    }
    const shape = outputShape(network, layer, (name) => {
      const known = shapes.get(name);
      if (known === undefined) {
        throw layerError(network, layer.name, 'inputs that stand before it', `"${name}"`);
      }
      return known;
    });
    assertPositive(network, layer.name, shape);
    shapes.set(layer.name, shape);
  }
  assertLogits(network);
  return shapes;
}

/** Names of the layers that `layer` reads. */
export function inputsOf(layer: Layer): readonly string[] {
  return layer.kind === 'add' ? layer.inputs : [layer.input];
}

function outputShape(network: Network, layer: Layer, shapeOf: (name: string) => MapShape): MapShape {
  return match(layer)
    .with({ kind: 'conv' }, ({ input, size, stride, padding, channels }) => ({
      ...slide(shapeOf(input), { size, stride, padding }),
      channels,
    }))
    .with({ kind: 'maxPool' }, ({ name, input, size, stride, padding }) => {
      if (padding * 2 > size) {
        throw layerError(
          network,
          name,
          'padding of at most half the window',
          `${padding} for a window of ${size}`,
        );
      }
      return slide(shapeOf(input), { size, stride, padding });
    })
    .with({ kind: 'batchNorm' }, { kind: 'relu' }, ({ input }) => shapeOf(input))
    .with({ kind: 'add' }, ({ name, inputs }) => {
      const [left, right] = [shapeOf(inputs[0]), shapeOf(inputs[1])];
      if (formatShape(left) !== formatShape(right)) {
        throw layerError(
          network,
          name,
          'two maps of equal shape',
          `${formatShape(left)} and ${formatShape(right)}`,
        );
      }
      return left;
    })
    .with({ kind: 'globalAveragePool' }, ({ input }) => ({
      height: 1,
      width: 1,
      channels: shapeOf(input).channels,
    }))
    .with({ kind: 'padChannels' }, ({ name, input, channels }) => {
      const shape = shapeOf(input);
      if (channels < shape.channels) {
        throw layerError(network, name, `at least ${shape.channels} channels`, String(channels));
      }
      return { ...shape, channels };
    })
    .with({ kind: 'dense' }, ({ name, input, units }) => {
      const shape = shapeOf(input);
      if (shape.height !== 1 || shape.width !== 1) {
        throw layerError(network, name, 'a vector (pool first)', formatShape(shape));
      }
      return { height: 1, width: 1, channels: units };
    })
    .exhaustive();
}

function slide(shape: MapShape, window: { size: number; stride: number; padding: number }): MapShape {
  const along = (length: number) =>
    Math.floor((length + 2 * window.padding - window.size) / window.stride) + 1;
  return { ...shape, height: along(shape.height), width: along(shape.width) };
}

function assertPositive(network: Network, name: string, shape: MapShape): void {
  const sizes = [shape.height, shape.width, shape.channels];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw layerError(network, name, 'an output of at least 1x1x1', formatShape(shape));
  }
}

function assertLogits(network: Network): void {
  const last = network.layers.at(-1);
  if (last?.kind !== 'dense' || last.units !== network.classes) {
    throw layerError(
      network,
      last?.name ?? 'last',
      `a dense layer of ${network.classes} units at the end, one per class`,
      last === undefined ? 'no layer' : last.kind === 'dense' ? `${last.units} units` : last.kind,
    );
  }
}

function layerError(network: Network, layer: string, expected: string, received: string): UserError {
  return new UserError({
    code: 'network/shape',
    what: `layer "${layer}" of network "${network.name}"`,
    expected,
    received,
  });
}

/** `height x width x channels`, e.g. `36x36x64`. */
export function formatShape({ height, width, channels }: MapShape): string {
  return `${height}x${width}x${channels}`;
}
