/** Height, width and channels of one image or feature map; a vector of `channels` is `1 x 1 x channels`. */
export interface MapShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * One operation of a network. `input` (or `inputs`) names earlier layers; the name `images` is the network's
 * input. Windows are square; padding is symmetric, in pixels, so that
 * `out = floor((in + 2 * padding - size) / stride) + 1`.
 */
export type Layer =
  | ConvLayer
  | BatchNormLayer
  | ReluLayer
  | AddLayer
  | MaxPoolLayer
  | GlobalAveragePoolLayer
  | PadChannelsLayer
  | DenseLayer;

/** Convolution without bias (a batch norm follows). Parameter `<name>.weight`: `[channels, inputs, size, size]`. */
export interface ConvLayer {
  readonly kind: 'conv';
  readonly name: string;
  readonly input: string;
  readonly channels: number;
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

/**
 * Batch normalization over `[batch, height, width]`, per channel (the paper's eq. 1-4; variance biased).
 * Parameters `<name>.weight` (gamma) and `<name>.bias` (beta); statistics `<name>.running_mean` and
 * `<name>.running_var`, updated in training as `running = (1 - momentum) * running + momentum * batch`.
 */
export interface BatchNormLayer {
  readonly kind: 'batchNorm';
  readonly name: string;
  readonly input: string;
  readonly epsilon: number;
  readonly momentum: number;
}

export interface ReluLayer {
  readonly kind: 'relu';
  readonly name: string;
  readonly input: string;
}

/** Sum of two maps of equal shape. */
export interface AddLayer {
  readonly kind: 'add';
  readonly name: string;
  readonly inputs: readonly [string, string];
}

/** Maximum over windows; padded pixels never win. */
export interface MaxPoolLayer {
  readonly kind: 'maxPool';
  readonly name: string;
  readonly input: string;
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

/** Mean over height and width: `[batch, height, width, channels] -> [batch, channels]`. */
export interface GlobalAveragePoolLayer {
  readonly kind: 'globalAveragePool';
  readonly name: string;
  readonly input: string;
}

/** Appends zero channels until there are `channels` (the parameter-free shortcut of He et al. 2015). */
export interface PadChannelsLayer {
  readonly kind: 'padChannels';
  readonly name: string;
  readonly input: string;
  readonly channels: number;
}

/** Fully connected layer. Parameters `<name>.weight`: `[units, inputs]`, `<name>.bias`: `[units]`. */
export interface DenseLayer {
  readonly kind: 'dense';
  readonly name: string;
  readonly input: string;
  readonly units: number;
}

/**
 * A network as data: JSON in, JSON out. Layers stand in an order in which every input comes before its use;
 * the last layer gives the logits, `[batch, classes]`; softmax and cross-entropy belong to the engine.
 */
export interface Network {
  readonly name: string;
  readonly input: MapShape;
  readonly classes: number;
  readonly layers: readonly Layer[];
}

/** The name under which layers refer to the network's input. */
export const IMAGES = 'images';
