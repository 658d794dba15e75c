import type { LayerList } from './builder.ts';

/**
 * The shortcut of a block whose output has another shape than its input: zero channels appended (`pad`, no parameters) or a 1x1
 * convolution with a norm (`projection`). The paper does not say; He et al. 2015 pad on CIFAR and project on
 * ImageNet.
 */
export type Shortcut = 'pad' | 'projection';

/** What a residual block is built from. */
export interface BlockOptions {
  /** Its layers are called `<prefix>.<layer>`. */
  readonly prefix: string;
  /** Channels of its input. */
  readonly channels: number;
  /** Channels of its 3x3 convolutions. */
  readonly inner: number;
  /** Channels of its output. */
  readonly target: number;
  /** Of its first 3x3 convolution: 1 or 2. */
  readonly stride: number;
  readonly shortcut: Shortcut;
}

/** Appends a basic block: two 3x3 convolutions and the shortcut (He et al. 2015). Returns the name of its last layer. */
export function basicBlock(list: LayerList, input: string, options: BlockOptions): string {
  const { prefix, target, stride } = options;
  const around = shortcutOf(list, input, options);
  const first = list.convNorm(prefix, input, { channels: target, size: 3, stride, suffix: '1' });
  const hidden = list.relu(`${prefix}.relu1`, first);
  const second = list.convNorm(prefix, hidden, { channels: target, size: 3, suffix: '2' });
  return join(list, { prefix, branches: [second, around], relu: 'relu2' });
}

/**
 * Appends a bottleneck: 1x1, 3x3 and 1x1 convolutions and the shortcut (He et al. 2015, Figure 5). The stride is that of the 3x3 convolution, as
 * in torchvision ("v1.5"), not of the first 1x1 as in the article. Returns the name of its last layer.
 */
export function bottleneckBlock(list: LayerList, input: string, options: BlockOptions): string {
  const { prefix, inner, target, stride } = options;
  const around = shortcutOf(list, input, options);
  const first = list.convNorm(prefix, input, { channels: inner, size: 1, suffix: '1' });
  const reduced = list.relu(`${prefix}.relu1`, first);
  const second = list.convNorm(prefix, reduced, { channels: inner, size: 3, stride, suffix: '2' });
  const hidden = list.relu(`${prefix}.relu2`, second);
  const third = list.convNorm(prefix, hidden, { channels: target, size: 1, suffix: '3' });
  return join(list, { prefix, branches: [third, around], relu: 'relu3' });
}

interface Join {
  readonly prefix: string;
  readonly branches: [string, string];
  readonly relu: string;
}

function join(list: LayerList, { prefix, branches, relu }: Join): string {
  const sum = list.add({ kind: 'add', name: `${prefix}.add`, inputs: branches });
  return list.relu(`${prefix}.${relu}`, sum);
}

function shortcutOf(
  list: LayerList,
  input: string,
  { prefix, channels, target, stride, shortcut }: BlockOptions,
): string {
  if (channels === target && stride === 1) return input;
  if (shortcut === 'projection') {
    return list.convNorm(`${prefix}.shortcut`, input, { channels: target, size: 1, stride });
  }
  // Every second pixel: a max pool over windows of one.
  const window = { size: 1, stride, padding: 0 };
  const pixels =
    stride === 1 ? input : list.add({ kind: 'maxPool', name: `${prefix}.subsample`, input, ...window });
  return list.add({ kind: 'padChannels', name: `${prefix}.pad`, input: pixels, channels: target });
}
