import type { Artifact } from '@batchmates/artifact';
import {
  auditCells,
  auditNotes,
  auditSentence,
  auditTable,
  bandOf,
  referenceBand,
  tellRange,
} from '@batchmates/audit';
import {
  argmaxError,
  calibrationError,
  classErrors,
  errorRate,
  negativeLogLikelihood,
  percent,
  percentRange,
  type Metric,
} from '@batchmates/metrics';
import { textTable } from '@batchmates/report';
import {
  readResults,
  type AuditFacts,
  type CirculateFacts,
  type Evaluation,
  type OpenedResults,
  type PseudoLabelFacts,
  type ResultFacts,
  type Tally,
} from '@batchmates/results';
import { match } from 'ts-pattern';
import type { Findings } from './inspection.ts';

/** Results: what was measured on what, and the table that belongs to their kind. */
export async function inspectResults(artifact: Artifact): Promise<Findings> {
  const results = await readResults(artifact.directory);
  return {
    groups: [{ title: 'results', facts: measuredFacts(results.facts) }],
    preview: await preview(results),
  };
}

function measuredFacts(facts: ResultFacts): (readonly [string, string])[] {
  const { dataset, network, training, engine, seed } = facts;
  return [
    ['kind', facts.kind],
    ['data', `${dataset.description}, split ${dataset.split}, ${dataset.classNames.length} classes`],
    ['network', `${network.name}, width ${network.width}, ${network.parameters} parameters`],
    ['training', trainingText(training)],
    ['tested by', `${engine.name}, ${engine.precision}`],
    ['arrangement seed', String(seed)],
  ];
}

function trainingText({ strategy, batchSize, epochs, seed }: ResultFacts['training']): string {
  if (epochs === null) return 'elsewhere: the network was imported';
  return `${strategy} batches of ${batchSize}, ${epochs} epochs, seed ${seed}`;
}

function preview({ facts, predictions }: OpenedResults): Promise<string> {
  return match(facts)
    .with({ kind: 'evaluation' }, async (of) =>
      evaluationPreview({ facts: of, predictions: await predictions() }),
    )
    .with({ kind: 'pseudo-label' }, async (of) => roundsPreview(of))
    .with({ kind: 'circulate' }, async (of) => circulatePreview(of))
    .with({ kind: 'audit' }, async (of) => auditPreview(of))
    .exhaustive();
}

function evaluationPreview(evaluation: Evaluation): string {
  const { protocol, views } = evaluation.facts;
  const rows = [
    tallyRow(`${protocol.name}, ${protocol.statistics} statistics`, errorRate.compute(evaluation)),
    ...(protocol.decision === null
      ? []
      : [tallyRow('most probable classes', argmaxError.compute(evaluation))]),
    ...classErrors.compute(evaluation).map((each) => tallyRow(each.name, each)),
  ];
  const further = [shown(calibrationError, evaluation), shown(negativeLogLikelihood, evaluation)];
  return `${textTable(tallyHead, rows)}\n\n${views.name} (${views.count} views); ${further.join(', ')}`;
}

/** A metric and its value as it formats it. */
function shown<Value>(metric: Metric<Value>, evaluation: Evaluation): string {
  return `${metric.label.toLowerCase()} ${metric.format(metric.compute(evaluation))}`;
}

function roundsPreview({ rounds }: PseudoLabelFacts): string {
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

function circulatePreview({ weak, strong, pairs }: CirculateFacts): string {
  const row = (
    name: string,
    { images, placements, missingRate, missingInterval, missingChance, labelRate }: typeof weak,
  ) => [
    name,
    String(images),
    String(placements),
    percent(missingRate, 1),
    percentRange(missingInterval),
    percent(missingChance, 1),
    percent(labelRate, 1),
  ];
  const table = textTable(
    ['probes', 'images', 'placements', 'missing class', '95 % interval', 'by chance', 'own class'],
    [row('weak images', weak), row('strong images', strong)],
  );
  return `${table}\n\ntwo weak images at once: both missing classes, one each, in ${percent(pairs.distinctRate, 1)} of ${pairs.placements} placements`;
}

function auditPreview(facts: AuditFacts): string {
  const cells = textTable(
    ['', 'error', '95 % interval', 'least – greatest', 'NLL', 'TV', 'flips'],
    auditCells(facts).map(
      ({ protocol, error, interval, range, negativeLogLikelihood: nats, totalVariation, flips }) => [
        ...[protocol, error, interval, range],
        ...[nats, totalVariation, flips],
      ],
    ),
  );
  const legend =
    'NLL: negative log likelihood, nats; TV: total variation and flips: other answers, both against fixed statistics';
  const numbers = auditTable(facts).map(({ measure, value, interval, note }) => [
    measure,
    value,
    interval,
    note,
  ]);
  const table = numbers.length === 0 ? [] : [textTable(['', 'value', '95 % interval', 'of'], numbers)];
  const further = [...auditNotes(facts), ...usualNumbers(facts)];
  return [
    `${cells}\n${legend}`,
    ...table,
    ...(further.length === 0 ? [] : [further.join('\n')]),
    auditSentence(facts),
  ].join('\n\n');
}

/** The networks of the reference band that were audited in batches of this size. */
function usualNumbers({ batchSize, batchNorms }: AuditFacts): readonly string[] {
  if (batchNorms.length === 0) return [];
  return referenceBand
    .filter((network) => network.batchSize === batchSize)
    .map(
      (network) =>
        `Reference band: ${network.network} after ${network.training} training, batches of ${batchSize}: label gain ${tellRange(bandOf(network, 'labelGain'))}, batch cost ${tellRange(bandOf(network, 'batchCost'))}.`,
    );
}

const tallyHead = ['', 'error', '95 % interval', 'wrong', 'images'];

function tallyRow(name: string, { error, interval, errors, images }: Tally): string[] {
  if (images === 0) return [name, '–', '–', '0', '0'];
  return [name, percent(error), percentRange(interval), String(errors), String(images)];
}
