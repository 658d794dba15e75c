import { UserError } from '@batchmates/errors';
import type { Network } from '@batchmates/network';
import { LayerList } from './builder.ts';
import { defaultNorm } from './norm.ts';
import type { NetworkOptions } from './options.ts';
import { residualStages } from './residual-stages.ts';

/** Basic blocks of the four stages, by depth (He et al. 2015). */
const blocksByDepth = new Map([
  [18, [2, 2, 2, 2]],
  [34, [3, 4, 6, 3]],
]);

/**
 * The paper's Table 4: a 5x5/2 stem (224 to 112 pixels), max pool, four stages of basic blocks with `width` to
 * `8 width` channels and max pools between, global average pool, fully connected layer. The paper has depth 34 and
 * width 96. Its "9x9 pool" on a 7x7 map and "10-d fc" are read as a global pool and one unit per class.
 * Throws a `UserError` on any depth but 18 and 34.
 */
export function imagenetResnet(depth: number, options: NetworkOptions): Network {
  const blocks = blocksByDepth.get(depth);
  if (blocks === undefined) {
    throw new UserError({
      code: 'network/depth',
      what: `network "imagenet-resnet-${depth}"`,
      expected: `a depth of ${[...blocksByDepth.keys()].join(' or ')}`,
      received: String(depth),
    });
  }
  const { input, classes, width = 96, shortcut = 'projection', norm = defaultNorm } = options;
  const list = new LayerList(norm);
  const stem = list.maxPool('stem.pool', list.stem({ channels: width, size: 5, stride: 2 }));
  list.head(residualStages(list, stem, { blocks, width, shortcut }), classes);
  return { name: `imagenet-resnet-${depth}`, input, classes, layers: list.layers };
}

/** Whether a depth is 18 or 34. */
export function isImagenetDepth(depth: number): boolean {
  return blocksByDepth.has(depth);
}
