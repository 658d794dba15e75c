import type { Layer } from '@batchmates/network';
import { match } from 'ts-pattern';
import { add } from './add.ts';
import { batchNorm } from './batch-norm.ts';
import { conv } from './conv.ts';
import { dense } from './dense.ts';
import { globalAveragePool } from './global-average-pool.ts';
import type { LayerRule, Surroundings } from './layer.ts';
import { maxPool } from './max-pool.ts';
import { padChannels } from './pad-channels.ts';
import { relu } from './relu.ts';

/** How a layer runs in its surroundings. */
export function layerRule(layer: Layer, surroundings: Surroundings): LayerRule {
  return match(layer)
    .with({ kind: 'conv' }, (it) => conv(it, surroundings))
    .with({ kind: 'batchNorm' }, (it) => batchNorm(it, surroundings))
    .with({ kind: 'relu' }, () => relu)
    .with({ kind: 'add' }, () => add)
    .with({ kind: 'maxPool' }, (it) => maxPool(it, surroundings))
    .with({ kind: 'globalAveragePool' }, () => globalAveragePool)
    .with({ kind: 'padChannels' }, (it) => padChannels(it))
    .with({ kind: 'dense' }, () => dense(surroundings))
    .exhaustive();
}
