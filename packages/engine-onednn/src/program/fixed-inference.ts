import type { Dnnl, Session } from '../library/dnnl.ts';
import { lowerFoldedConvolution } from '../operations/folded-convolution.ts';
import type { Lowering } from '../operations/lowering.ts';
import { ruleOf } from '../operations/rule-of.ts';
import type { FoldStore } from '../parameters/fold-store.ts';
import type { StatisticsStore } from '../statistics/statistics-store.ts';
import { PlanBuilder } from '../plan/plan-builder.ts';
import type { Tensor } from '../plan/tensor.ts';
import type { Inference } from './batch-inference.ts';
import { foldedSchedule, type FoldedOperation } from './folded-schedule.ts';
import { makeLowering, type LoweringParts } from './make-lowering.ts';

/** What inference with given statistics is lowered with. */
export interface FixedInferenceParts extends Omit<
  LoweringParts,
  'builder' | 'propagation' | 'training' | 'frozenStatistics'
> {
  readonly dnnl: Dnnl;
  readonly session: Session;
  /** Weights with batch norms folded in, shared by all counts of images. */
  readonly folds: FoldStore;
  /** Batch norms that take the statistics of the batch, and where these go. */
  readonly ofBatch?: { readonly names: ReadonlySet<string>; readonly statistics: StatisticsStore };
}

/** Lowers inference with given statistics, in all batch norms but those `ofBatch`, for one count of images. */
export function prepareFixedInference(given: FixedInferenceParts): Inference {
  const { dnnl, session, ofBatch } = given;
  const builder = new PlanBuilder(dnnl, session);
  const { lowering, images, define } = makeLowering({
    ...given,
    builder,
    propagation: 'forwardInference',
    training: false,
    statistics: {
      tensors: (name) => (ofBatch?.names.has(name) ? ofBatch : given).statistics.tensors(name),
    },
  });
  let logits = images;
  for (const operation of foldedSchedule(given.parts.network, ofBatch?.names)) {
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

function lowerFolded(
  lowering: Lowering,
  { folds, ofBatch }: FixedInferenceParts,
  operation: FoldedOperation,
): Tensor {
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
  const given = ofBatch?.names.has(layer.name) ? undefined : rule.lowerGiven?.(lowering, layer, relu);
  return given ?? rule.lower(lowering, layer, relu).output;
}
