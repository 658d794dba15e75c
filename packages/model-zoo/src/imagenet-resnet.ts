import type { Network } from '@batchmates/network';
import { LayerList } from './builder.ts';
import { defaultNorm } from './norm.ts';
import type { NetworkOptions } from './options.ts';
import { residualStages } from './residual-stages.ts';

/** Basic blocks of the four stages, by depth (He et al. 2015). */
export const imagenetBlocks = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3] } as const;

/**
 * The paper's Table 4: a 5x5/2 stem (224 to 112 pixels), max pool, four stages of basic blocks with `width` to
 * `8 width` channels and max pools between, global average pool, fully connected layer. The paper has depth 34 and
 * width 96. Its "9x9 pool" on a 7x7 map and "10-d fc" are read as a global pool and one unit per class.
 */
export function imagenetResnet(depth: keyof typeof imagenetBlocks, options: NetworkOptions): Network {
  const { input, classes, width = 96, shortcut = 'projection', norm = defaultNorm } = options;
  const list = new LayerList(norm);
  const stem = list.maxPool('stem.pool', list.stem({ channels: width, size: 5, stride: 2 }));
  list.head(residualStages(list, stem, { blocks: imagenetBlocks[depth], width, shortcut }), classes);
  return { name: `imagenet-resnet-${depth}`, input, classes, layers: list.layers };
}
