import { summariseCell, summariseRun } from '@batchmates/audit';
import { predict, standard } from '@batchmates/protocols';
import type { Progress } from '@batchmates/stage';
import { protocolFacts } from '../evaluate/protocol-facts.ts';
import type { Inference } from '../session/with-test-images.ts';
import type { AuditMeasures } from './audit-measures.ts';

/** The audit of a network that sees every image by itself: its error, and that there is nothing else to measure. */
export async function auditWithoutBatchNorm(
  inference: Inference,
  progress: Progress,
): Promise<AuditMeasures> {
  const { images } = inference;
  const total = images.labels.length * images.views;
  const bar = progress.start({ label: 'audit', total, unit: 'images' });
  try {
    // Of no batch norm there are no statistics to pool.
    const options = standard.options.parse({ statistics: 'running' });
    const predictions = await predict({
      ...inference,
      ...{ protocol: standard, options },
      onBatch: (counted) => bar.advance(counted),
    });
    const runs = [summariseRun(predictions, predictions)];
    const protocol = protocolFacts(standard, options, images);
    return {
      batchNorms: [],
      cells: [{ protocol, batchSize: null, ...summariseCell(runs) }],
      roles: {
        ...{ fixed: 0, random: null, balanced: null, control: null },
        ...{ measuredAs: null, servedAs: null, trainedOn: null },
      },
      skipped: [],
      ...{ measuredLessServed: null, labelGain: null, batchCost: null },
      pulls: { ownClass: null, absentClass: null },
      ...{ replacedBatchmates: null, assignment: null, attribution: null },
      fixedFlips: [],
    };
  } finally {
    bar.stop();
  }
}
