import { match } from 'ts-pattern';
import type { Operation } from '../plan/schedule.ts';
import { lowerAdd } from './add.ts';
import { lowerBatchNorm } from './batch-norm.ts';
import { lowerConvolution } from './convolution.ts';
import { lowerDense } from './dense.ts';
import type { Lowered, Lowering } from './lowering.ts';
import { lowerPadChannels } from './pad-channels.ts';
import { lowerGlobalAveragePool, lowerMaxPool } from './pooling.ts';
import { lowerRelu } from './relu.ts';

/** Appends the forward steps of one operation. */
export function lowerOperation(lowering: Lowering, { layer, relu }: Operation): Lowered {
  return match(layer)
    .with({ kind: 'conv' }, (conv) => lowerConvolution(lowering, conv))
    .with({ kind: 'batchNorm' }, (norm) => lowerBatchNorm(lowering, norm, relu))
    .with({ kind: 'relu' }, (alone) => lowerRelu(lowering, alone))
    .with({ kind: 'add' }, (add) => lowerAdd(lowering, add, relu))
    .with({ kind: 'maxPool' }, (pool) => lowerMaxPool(lowering, pool))
    .with({ kind: 'globalAveragePool' }, (pool) => lowerGlobalAveragePool(lowering, pool))
    .with({ kind: 'padChannels' }, (pad) => lowerPadChannels(lowering, pad))
    .with({ kind: 'dense' }, (dense) => lowerDense(lowering, dense))
    .exhaustive();
}
