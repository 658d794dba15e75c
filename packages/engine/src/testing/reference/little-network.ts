import { IMAGES, type Layer, type LayerOf, type Network } from '@batchmates/network';

/** Classes of a little network. */
export const classes = 3;

/** Images that are not square, of odd sizes, with channels that fit no vector width. */
const input = { height: 5, width: 7, channels: 3 };

/** A network of these layers; a pool and a dense layer end it, as in every classifier here. */
export function littleNetwork(name: string, layers: readonly Layer[]): Network {
  const top = layers.at(-1)?.name ?? IMAGES;
  return {
    name,
    input,
    classes,
    layers: [
      ...layers,
      { kind: 'globalAveragePool', name: 'pool', input: top },
      { kind: 'dense', name: 'fc', input: 'pool', units: classes },
    ],
  };
}

/** Options of a window, in pixels. */
export type Window = Pick<LayerOf<'conv'>, 'size' | 'stride' | 'padding'>;

/** A convolution of `from`: 3x3, stride 1, padding 1 unless told otherwise. */
export function conv(name: string, from: string, channels: number, window: Partial<Window> = {}): Layer {
  return { kind: 'conv', name, input: from, channels, size: 3, stride: 1, padding: 1, ...window };
}

/** A ReLU of `from`. */
export function relu(name: string, from: string): Layer {
  return { kind: 'relu', name, input: from };
}

/** The sum of two layers. */
export function add(name: string, left: string, right: string): Layer {
  return { kind: 'add', name, inputs: [left, right] };
}

/** A batch norm of `from` that normalises `ghost` images together in training. */
export function ghostNorm(name: string, from: string, ghost: number): Layer {
  return { kind: 'batchNorm', name, input: from, epsilon: 1e-3, momentum: 0.25, ghost };
}

/** A batch norm of `from`. */
export function batchNorm(name: string, from: string, epsilon = 1e-3, momentum = 0.25): Layer {
  return { kind: 'batchNorm', name, input: from, epsilon, momentum };
}
