import type { LayerList } from './builder.ts';

/**
 * The shortcut of a block whose number of channels grows: zero channels appended (`pad`, no parameters) or a 1x1
 * convolution with a norm (`projection`). The paper does not say; He et al. 2015 pad on CIFAR and project on
 * ImageNet.
 */
export type Shortcut = 'pad' | 'projection';

/** How the stages of a residual network are laid out. */
export interface StagesOptions {
  /** Basic blocks in each stage. */
  readonly blocks: readonly number[];
  /** Channels of the first stage; they double from stage to stage. */
  readonly width: number;
  readonly shortcut: Shortcut;
}

/**
 * Stages of basic blocks (two 3x3 convolutions, He et al. 2015) with a 3x3/2 max pool between stages, as in the
 * paper's tables 1 and 4. Returns the name of the last layer.
 */
export function residualStages(
  list: LayerList,
  input: string,
  { blocks, width, shortcut }: StagesOptions,
): string {
  let top = input;
  let channels = width;
  blocks.forEach((count, stage) => {
    const prefix = `stage${stage + 1}`;
    if (stage > 0) top = list.maxPool(`${prefix}.pool`, top);
    const target = width * 2 ** stage;
    for (let block = 1; block <= count; block++) {
      top = basicBlock(list, top, { prefix: `${prefix}.block${block}`, channels, target, shortcut });
      channels = target;
    }
  });
  return top;
}

interface BlockOptions {
  readonly prefix: string;
  readonly channels: number;
  readonly target: number;
  readonly shortcut: Shortcut;
}

function basicBlock(list: LayerList, input: string, options: BlockOptions): string {
  const { prefix, target } = options;
  const around = shortcutOf(list, input, options);
  const first = list.convNorm(prefix, input, { channels: target, size: 3, suffix: '1' });
  const hidden = list.relu(`${prefix}.relu1`, first);
  const second = list.convNorm(prefix, hidden, { channels: target, size: 3, suffix: '2' });
  const sum = list.add({ kind: 'add', name: `${prefix}.add`, inputs: [second, around] });
  return list.relu(`${prefix}.relu2`, sum);
}

function shortcutOf(
  list: LayerList,
  input: string,
  { prefix, channels, target, shortcut }: BlockOptions,
): string {
  if (channels === target) return input;
  return shortcut === 'pad'
    ? list.add({ kind: 'padChannels', name: `${prefix}.pad`, input, channels: target })
    : list.convNorm(`${prefix}.shortcut`, input, { channels: target, size: 1 });
}
