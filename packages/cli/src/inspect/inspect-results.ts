import type { Artifact } from '@batchmates/artifact';
import {
  readResults,
  type AssignmentMetrics,
  type CirculateMetrics,
  type EvaluationMetrics,
  type Metrics,
  type PseudoLabelMetrics,
  type Tally,
} from '@batchmates/results';
import { match } from 'ts-pattern';
import { percent, percentRange } from '../analysis/format.ts';
import { textTable } from '../render/text-table.ts';
import type { Findings } from './inspect-artifact.ts';

/** Results: what was measured on what, and the table that belongs to their kind. */
export async function inspectResults(artifact: Artifact): Promise<Findings> {
  const { metrics } = await readResults(artifact.directory);
  return { groups: [{ title: 'results', facts: measuredFacts(metrics) }], preview: preview(metrics) };
}

function measuredFacts(metrics: Metrics): (readonly [string, string])[] {
  const { dataset, network, training, engine, seed } = metrics;
  return [
    ['kind', metrics.kind],
    ['data', `${dataset.description}, split ${dataset.split}, ${dataset.classNames.length} classes`],
    ['network', `${network.name}, width ${network.width}, ${network.parameters} parameters`],
    [
      'training',
      `${training.strategy} batches of ${training.batchSize}, ${training.epochs} epochs, seed ${training.seed}`,
    ],
    ['tested by', `${engine.name}, ${engine.precision}`],
    ['arrangement seed', String(seed)],
  ];
}

function preview(metrics: Metrics): string {
  return match(metrics)
    .with({ kind: 'evaluation' }, evaluationPreview)
    .with({ kind: 'assignment' }, assignmentPreview)
    .with({ kind: 'pseudo-label' }, roundsPreview)
    .with({ kind: 'circulate' }, circulatePreview)
    .exhaustive();
}

function evaluationPreview(metrics: EvaluationMetrics): string {
  const { protocol, statistics, views, perClass } = metrics;
  const rows = [
    tallyRow(`${protocol.name}, ${statistics} statistics`, metrics),
    ...perClass.map((each) => tallyRow(each.name, each)),
  ];
  const calibration = `${views.name} (${views.count} views); expected calibration error ${percent(metrics.reliability.expectedCalibrationError)}, negative log likelihood ${metrics.negativeLogLikelihood.toFixed(3)} nats`;
  return `${textTable(tallyHead, rows)}\n\n${calibration}`;
}

function assignmentPreview(metrics: AssignmentMetrics): string {
  return textTable(tallyHead, [
    tallyRow('single images', metrics.standard),
    tallyRow('assigned one to one', metrics),
  ]);
}

function roundsPreview({ rounds }: PseudoLabelMetrics): string {
  return textTable(
    ['round', 'error', '95 % interval', 'changed', 'better', 'worse', 'wrong labels left'],
    rounds.map(({ round, error, interval, changed, better, worse, labelErrors }) => [
      String(round),
      percent(error),
      percentRange(interval),
      ...[changed, better, worse, labelErrors].map(String),
    ]),
  );
}

function circulatePreview({ weak, strong, pairs }: CirculateMetrics): string {
  const row = (
    name: string,
    { images, placements, missingRate, missingInterval, labelRate }: typeof weak,
  ) => [
    name,
    String(images),
    String(placements),
    percent(missingRate, 1),
    percentRange(missingInterval),
    percent(labelRate, 1),
  ];
  const table = textTable(
    ['probes', 'images', 'placements', 'missing class', '95 % interval', 'own class'],
    [row('weak images', weak), row('strong images', strong)],
  );
  return `${table}\n\ntwo weak images at once: both missing classes, one each, in ${percent(pairs.distinctRate, 1)} of ${pairs.placements} placements`;
}

const tallyHead = ['', 'error', '95 % interval', 'wrong', 'images'];

function tallyRow(name: string, { error, interval, errors, images }: Tally): string[] {
  return [name, percent(error), percentRange(interval), String(errors), String(images)];
}
