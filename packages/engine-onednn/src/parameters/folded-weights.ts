import type { LayerOf } from '@batchmates/network';
import type { ChannelMoments } from '@batchmates/engine';
import type { Descriptor, Dnnl, Session } from '../library/dnnl.ts';
import { PlanBuilder } from '../plan/plan-builder.ts';
import { fixedTensor, type Tensor } from '../plan/tensor.ts';
import { rowMajor } from './layout.ts';
import type { ParameterStore } from './parameter-store.ts';

/** A convolution's weights and bias with a batch norm folded in. */
export interface FoldedWeights {
  readonly weights: Tensor;
  /** Float32 `[channels]`. */
  readonly bias: Tensor;
  /**
   * Folds anew: `weights * gamma / sqrt(variance + epsilon)` per output channel, `beta - mean * gamma /
   * sqrt(variance + epsilon)`.
   */
  fold(moments: ChannelMoments): void;
}

/** The layers to fold and what the result must look like. */
export interface FoldRequest {
  readonly conv: LayerOf<'conv'>;
  readonly batchNorm: LayerOf<'batchNorm'>;
  readonly weights: Descriptor;
}

/** Prepares folded weights; their values are there after the first `fold`. */
export function foldedWeights(
  dnnl: Dnnl,
  session: Session,
  store: ParameterStore,
  { conv, batchNorm, weights: descriptor }: FoldRequest,
): FoldedWeights {
  const builder = new PlanBuilder(dnnl, session);
  const canonical = builder.tensor(rowMajor(session, descriptor.shape, 'f32'));
  const weights = fixedTensor(descriptor, dnnl.allocate(session.bytes(descriptor)));
  builder.copy(canonical, weights, conv.name);
  const plan = builder.build();
  const staging = plan.read(canonical).floats;
  const biasMemory = dnnl.allocate(conv.channels * 4);
  const bias = biasMemory.floats(0, conv.channels);
  return {
    weights,
    bias: fixedTensor(rowMajor(session, [conv.channels], 'f32'), biasMemory),
    fold: ({ mean, variance }) => {
      const gamma = store.read('value', `${batchNorm.name}.weight`);
      const beta = store.read('value', `${batchNorm.name}.bias`);
      const values = store.read('value', `${conv.name}.weight`);
      const size = values.length / conv.channels;
      for (let c = 0; c < conv.channels; c++) {
        const scale = gamma[c]! / Math.sqrt(variance[c]! + batchNorm.epsilon);
        bias[c] = beta[c]! - mean[c]! * scale;
        for (let i = c * size; i < (c + 1) * size; i++) staging[i] = values[i]! * scale;
      }
      plan.run();
    },
  };
}
