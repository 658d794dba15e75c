import { UserError } from '@batchmates/errors';
import type { Network } from '@batchmates/network';
import { LayerList } from './builder.ts';
import { defaultNorm } from './norm.ts';
import type { NetworkOptions } from './options.ts';
import { residualStages } from './residual-stages.ts';

/**
 * The paper's Table 1: a 3x3 stem, three stages of `n` basic blocks with `width`, `2 width` and `4 width` channels,
 * max pools between, global average pool, fully connected layer; depth `6n + 2`. The paper has depth 20 and 44,
 * width 64 and 36x36 images; width 16 is He et al.'s size. Throws a `UserError` on any other depth.
 */
export function cifarResnet(depth: number, options: NetworkOptions): Network {
  if (!isCifarDepth(depth)) {
    throw new UserError({
      code: 'network/depth',
      what: `network "cifar-resnet-${depth}"`,
      expected: 'a depth of 6n + 2 (8, 14, 20, 32, 44, 56, ...) up to 2000',
      received: String(depth),
    });
  }
  const { input, classes, width = 64, shortcut = 'pad', norm = defaultNorm } = options;
  const blocks = (depth - 2) / 6;
  const list = new LayerList(norm);
  const stem = list.stem({ channels: width, size: 3 });
  list.head(residualStages(list, stem, { blocks: [blocks, blocks, blocks], width, shortcut }), classes);
  return { name: `cifar-resnet-${depth}`, input, classes, layers: list.layers };
}

/** He et al.'s deepest has 1,202. */
const DEEPEST = 2000;

/** Whether a depth is `6n + 2`, from 8 to 2,000. */
export function isCifarDepth(depth: number): boolean {
  return depth >= 8 && depth <= DEEPEST && depth % 6 === 2;
}
