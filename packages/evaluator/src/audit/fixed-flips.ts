import { flips } from '@batchmates/audit';
import type { FixedStatistics } from '@batchmates/engine';
import { predict } from '@batchmates/protocols';
import type { AuditFacts, Predictions } from '@batchmates/results';
import type { Inference } from '../session/with-test-images.ts';
import { normalisedBy } from './attribute-layers.ts';
import type { ConfiguredProtocol } from './fill-options.ts';
import type { OnBatch } from './measure-cells.ts';

/**
 * The check of everything else: with all batch norms on fixed statistics no answer may depend on how images meet. Predicts the images so in
 * the batches of every protocol and counts answers that differ from the first's. Protocols that decide about several images at once are left out.
 */
export async function fixedFlips(
  inference: Inference,
  ways: readonly ConfiguredProtocol[],
  { fixed, onBatch }: { readonly fixed: FixedStatistics; readonly onBatch: OnBatch },
): Promise<AuditFacts['fixedFlips']> {
  const found: AuditFacts['fixedFlips'] = [];
  let first: Predictions | undefined;
  for (const { protocol, options } of ways) {
    const predictions = await predict({
      ...normalisedBy(inference, fixed),
      ...{ protocol, options },
      onBatch: (counted) => onBatch(counted, 'fixed statistics'),
    });
    first ??= predictions;
    found.push({
      protocol: protocol.heading,
      images: predictions.labels.length,
      flips: flips(predictions, first),
      largestChange: largestChange(predictions, first),
    });
  }
  return found;
}

/** Largest difference of a probability. */
function largestChange({ probabilities }: Predictions, first: Predictions): number {
  return probabilities.reduce(
    (most, each, index) => Math.max(most, Math.abs(each - first.probabilities[index]!)),
    0,
  );
}
