import { UserError } from '@batchmates/errors';
import { inputsOf, kindOf, type Layer } from './layer.ts';
import { formatShape, type MapShape } from './map-shape.ts';
import { IMAGES, type Network } from './network.ts';

/**
 * The output shape of every layer (and of `images`), by name, for one image. Validates the whole network on the
 * way; throws a `UserError` that names the layer when inputs, names, windows or channels do not fit.
 */
export function inferShapes(network: Network): ReadonlyMap<string, MapShape> {
  const shapes = new Map<string, MapShape>([[IMAGES, network.input]]);
  assertPositive(network, IMAGES, network.input);
  for (const layer of network.layers) {
    const refuse = (expected: string, received: string) =>
      layerError(network, layer.name, expected, received);
    if (shapes.has(layer.name)) throw refuse('a name of its own', 'a name that is taken');
    const inputs = inputsOf(layer).map((name) => {
      const known = shapes.get(name);
      if (known === undefined) throw refuse('inputs that stand before it', `"${name}"`);
      return known;
    });
    const shape = kindOf(layer).shape(layer, inputs, refuse);
    assertPositive(network, layer.name, shape);
    shapes.set(layer.name, shape);
  }
  assertLogits(network);
  return shapes;
}

/** A layer with the shapes of what it reads and of what it makes. */
export interface ShapedLayer {
  readonly layer: Layer;
  readonly inputs: readonly MapShape[];
  readonly output: MapShape;
}

/** The layers of a network with their shapes, in order; throws as `inferShapes` does. */
export function shapedLayers(network: Network): readonly ShapedLayer[] {
  const shapes = inferShapes(network);
  return network.layers.map((layer) => ({
    layer,
    inputs: inputsOf(layer).map((name) => shapes.get(name)!),
    output: shapes.get(layer.name)!,
  }));
}

function assertPositive(network: Network, name: string, shape: MapShape): void {
  const sizes = [shape.height, shape.width, shape.channels];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw layerError(network, name, 'an output of at least 1x1x1', formatShape(shape));
  }
}

/** Engines take the logits from a dense layer, which they compute in float32 whatever the precision. */
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
