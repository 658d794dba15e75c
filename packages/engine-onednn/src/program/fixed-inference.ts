import type { Dnnl, Session } from '../library/dnnl.ts';
import { lowerFoldedConvolution } from '../operations/folded-convolution.ts';
import type { Lowering } from '../operations/lowering.ts';
import { ruleOf } from '../operations/rule-of.ts';
import type { FoldStore } from '../parameters/fold-store.ts';
import { PlanBuilder } from '../plan/plan-builder.ts';
import type { Tensor } from '../plan/tensor.ts';
import type { Inference } from './batch-inference.ts';
import { foldedSchedule, type FoldedOperation } from './folded-schedule.ts';
import { makeLowering, type LoweringParts } from './make-lowering.ts';

/** What inference with given statistics is lowered with. */
export interface FixedInferenceParts extends Omit<LoweringParts, 'builder' | 'propagation'> {
  readonly dnnl: Dnnl;
  readonly session: Session;
  /** Weights with batch norms folded in, shared by all counts of images. */
  readonly folds: FoldStore;
}

/** Lowers inference with given statistics for one count of images. */
export function prepareFixedInference(given: FixedInferenceParts): Inference {
  const builder = new PlanBuilder(given.dnnl, given.session);
  const { lowering, images, define } = makeLowering({ ...given, builder, propagation: 'forwardInference' });
  let logits = images;
  for (const operation of foldedSchedule(given.parts.network)) {
    logits = lowerFolded(lowering, given, operation);
    define(operation.output, logits);
  }
  builder.keep(logits);
  const plan = builder.build();
  const [source, result] = [plan.read(images).floats, plan.read(logits).floats];
  return {
    bytes: plan.bytes,
    run: (pixels) => {
      source.set(pixels);
      plan.run();
      return result;
    },
  };
}

function lowerFolded(lowering: Lowering, { folds }: FixedInferenceParts, operation: FoldedOperation): Tensor {
  if (operation.kind === 'convolution') {
    const { conv, batchNorm, residual, relu } = operation;
    return lowerFoldedConvolution(lowering, {
      conv,
      relu,
      residual: residual && { value: lowering.value(residual.value), last: residual.last },
      weights: (descriptor) => folds.weights({ conv, batchNorm, weights: descriptor }),
    });
  }
  const { layer, relu } = operation;
  const rule = ruleOf(layer);
  return rule.lowerGiven?.(lowering, layer, relu) ?? rule.lower(lowering, layer, relu).output;
}
