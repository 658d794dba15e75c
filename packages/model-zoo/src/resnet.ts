import { UserError } from '@batchmates/errors';
import type { Network } from '@batchmates/network';
import { LayerList } from './builder.ts';
import { defaultNorm } from './norm.ts';
import type { NetworkOptions } from './options.ts';
import { residualStages, type StagesOptions } from './residual-stages.ts';

/** Kind and number of the blocks of the four stages, by depth (He et al. 2015, Table 1). */
const layouts = new Map<number, Pick<StagesOptions, 'block' | 'blocks'>>([
  [18, { block: 'basic', blocks: [2, 2, 2, 2] }],
  [34, { block: 'basic', blocks: [3, 4, 6, 3] }],
  [50, { block: 'bottleneck', blocks: [3, 4, 6, 3] }],
]);

/**
 * ResNet-18, -34 and -50 of He et al. 2015 as torchvision and timm build them: a 7x7/2 stem, a 3x3/2 max pool, four stages with `width` to
 * `8 width` channels (four times as many after bottlenecks), stride 2 in the first 3x3 convolution of stages 2 to 4, projections, global
 * average pool, fully connected layer. Width 64 unless told otherwise. Throws a `UserError` on any other depth.
 */
export function resnet(depth: number, options: NetworkOptions): Network {
  const layout = layouts.get(depth);
  if (layout === undefined) {
    throw new UserError({
      code: 'network/depth',
      what: `network "resnet-${depth}"`,
      expected: 'a depth of 18, 34 or 50',
      received: String(depth),
    });
  }
  const { input, classes, width = 64, shortcut = 'projection', norm = defaultNorm } = options;
  const list = new LayerList(norm);
  const stem = list.maxPool('stem.pool', list.stem({ channels: width, size: 7, stride: 2 }));
  list.head(residualStages(list, stem, { ...layout, width, shortcut, halving: 'stride' }), classes);
  return { name: `resnet-${depth}`, input, classes, layers: list.layers };
}

/** The depths that `resnet` knows. */
export const resnetDepths: readonly number[] = [...layouts.keys()];

/** Whether a depth is one of `resnetDepths`. */
export function isResnetDepth(depth: number): boolean {
  return layouts.has(depth);
}
