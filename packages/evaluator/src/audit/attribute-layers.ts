import { auditGap, meanOf } from '@batchmates/audit';
import type { FixedStatistics, Statistics } from '@batchmates/engine';
import { negativeLogProbabilities } from '@batchmates/metrics';
import { predict } from '@batchmates/protocols';
import type { AuditAttribution, LayerEffect, Predictions } from '@batchmates/results';
import type { Inference } from '../session/with-test-images.ts';
import type { ConfiguredProtocol } from './fill-options.ts';
import type { OnBatch } from './measure-cells.ts';

/** Which batch norms, in which batches. */
export interface AttributionRequest {
  /** Names of the batch norms, in order. */
  readonly names: readonly string[];
  readonly fixed: FixedStatistics;
  readonly batchSize: number;
  readonly random: ConfiguredProtocol;
  /** Absent: images cannot be arranged so. */
  readonly balanced: ConfiguredProtocol | undefined;
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
  const { names, random, balanced, batchSize, fixed, onBatch } = request;
  const ways = balanced === undefined ? [random] : [random, balanced];
  // Layers before batches: an engine that keeps few compiled variants of a network compiles each once.
  const predicted = (statistics: Statistics, what: string) =>
    eachOf(ways, ({ protocol, options }) =>
      predict({
        ...normalisedBy(inference, statistics),
        ...{ protocol, options },
        onBatch: (counted) => onBatch(counted, what),
      }),
    );
  const others = (...batch: readonly string[]): Statistics => ({ kind: 'mixed', batch, others: fixed });
  const none = await predicted(fixed, 'fixed');
  const all = await predicted({ kind: 'batch' }, 'all layers');
  const layers = await eachOf(names, async (name) => {
    const alone = await predicted(others(name), name);
    const without = await predicted(others(...names.filter((each) => each !== name)), name);
    const effects = ways.map((_, way): LayerEffect => ({
      alone: changeFrom(none[way]!, alone[way]!),
      without: changeFrom(all[way]!, without[way]!),
    }));
    return { name, random: effects[0]!, balanced: effects[1] ?? null };
  });
  return { images: inference.images.labels.length, batchSize, layers };
}

/** Results of one after the other. */
async function eachOf<Item, Result>(
  items: readonly Item[],
  of: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await of(item));
  return results;
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
