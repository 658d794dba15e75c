import { auditGap, meanOf } from '@batchmates/audit';
import type { FixedStatistics, Statistics } from '@batchmates/engine';
import { negativeLogProbabilities } from '@batchmates/metrics';
import { predict } from '@batchmates/protocols';
import type { AuditAttribution, LayerEffect, Predictions } from '@batchmates/results';
import type { Inference } from '../session/with-test-images.ts';
import type { Way } from './fill-options.ts';
import type { OnBatch } from './measure-cells.ts';

/** Which batch norms, in which batches. */
export interface AttributionRequest {
  /** Names of the batch norms, in order. */
  readonly names: readonly string[];
  readonly fixed: FixedStatistics;
  readonly batchSize: number;
  readonly random: Way;
  /** Absent: images cannot be arranged so. */
  readonly balanced: Way | undefined;
  readonly onBatch: OnBatch;
}

/** Passes over the images that `attributeLayers` makes. */
export function attributionPasses({
  names,
  balanced,
}: Pick<AttributionRequest, 'names' | 'balanced'>): number {
  return (balanced === undefined ? 1 : 2) * (2 + 2 * names.length);
}

/**
 * What every batch norm contributes: it alone on the statistics of the batch and all others on fixed ones, against all on fixed ones; and all but
 * it on the statistics of the batch, against all of them. Effects of layers need not add up: what one sees depends on those before it.
 */
export async function attributeLayers(
  inference: Inference,
  request: AttributionRequest,
): Promise<AuditAttribution> {
  const { names, random, balanced, batchSize } = request;
  const atRandom = await effectsIn(random, inference, request);
  const inBalanced = balanced === undefined ? undefined : await effectsIn(balanced, inference, request);
  return {
    images: inference.images.labels.length,
    batchSize,
    layers: names.map((name, index) => ({
      name,
      random: atRandom[index]!,
      balanced: inBalanced?.[index] ?? null,
    })),
  };
}

async function effectsIn(
  { protocol, options }: Way,
  inference: Inference,
  { names, fixed, onBatch }: AttributionRequest,
): Promise<readonly LayerEffect[]> {
  const run = (statistics: Statistics, what: string) =>
    predict({
      ...normalisedBy(inference, statistics),
      ...{ protocol, options },
      onBatch: (counted) => onBatch(counted, what),
    });
  const others = (...batch: readonly string[]): Statistics => ({ kind: 'mixed', batch, others: fixed });
  const [none, all] = [await run(fixed, 'fixed'), await run({ kind: 'batch' }, 'all layers')];
  const effects: LayerEffect[] = [];
  for (const name of names) {
    const alone = await run(others(name), name);
    const without = await run(others(...names.filter((each) => each !== name)), name);
    effects.push({ alone: changeFrom(none, alone), without: changeFrom(all, without) });
  }
  return effects;
}

/** Inference that is normalised by given statistics, whatever the protocol asks for. */
export function normalisedBy(inference: Inference, statistics: Statistics): Inference {
  const { program } = inference;
  return { ...inference, program: { infer: (images) => program.infer(images, statistics) } };
}

function changeFrom(before: Predictions, after: Predictions): LayerEffect['alone'] {
  const [nats, more] = [negativeLogProbabilities(before), negativeLogProbabilities(after)];
  return {
    error: auditGap([after], [before]),
    negativeLogLikelihood: meanOf(
      more.map((each, image) => each - nats[image]!),
      after.batches,
    ),
  };
}
