import { basename } from 'node:path';
import {
  auditGap,
  flips,
  inPoints,
  isShown,
  summariseCell,
  tellInterval,
  tellPoints,
  totalVariation,
  type CellSummary,
} from '@batchmates/audit';
import { count, holm, negativeLogLikelihoodOf, percent, percentRange, pValue } from '@batchmates/metrics';
import { tally, type AuditGap } from '@batchmates/results';
import { plainTable } from '../commands/plain-table.ts';
import type { Comparison, ComparedPredictions } from './compared-predictions.ts';

/** What predictions of the same images say, the first of them being the reference, in lines for a terminal: a sentence, and a table. */
export function tellPredictions({ files, classNames, numbersByName }: Comparison): string[] {
  const [first, ...others] = files as [ComparedPredictions, ...ComparedPredictions[]];
  const rows = others.map((other) => against(first, other));
  const adjusted = adjustedOf(rows);
  const shown = classNames.slice(0, 3).join(', ') + (classNames.length > 3 ? ', …' : '');
  const order = numbersByName ? `, their numbers taken in the order ${shown}` : '';
  const sizes = `${count(first.answers.labels.length)} images in ${count(classNames.length)} classes${order}`;
  if (others.length === 0)
    return [alone(first), '', sizes, plainTable(HEAD, [common(first, cellOf(first, first))], [1, 2, 3])];
  return [
    rows.map((row) => sentence(first, row)).join(' '),
    '',
    `${sizes}; differences are against ${first.file}${others.length > 1 ? ', p after Holm’s correction' : ''}`,
    table(first, rows, adjusted),
  ];
}

interface Row {
  readonly other: ComparedPredictions;
  /** Error of the other less error of the first. */
  readonly gap: AuditGap;
  /** Its error, and the answers that differ from those of the first. */
  readonly cell: CellSummary;
  readonly totalVariation: number | undefined;
}

function against(first: ComparedPredictions, other: ComparedPredictions): Row {
  const [one, two] = [first.probabilities, other.probabilities];
  return {
    other,
    gap: auditGap([other.answers], [first.answers]),
    cell: cellOf(other, first),
    totalVariation: one === undefined || two === undefined ? undefined : totalVariation(one, two),
  };
}

function sentence(first: ComparedPredictions, { other, gap, cell }: Row): string {
  const error = ({ answers }: ComparedPredictions) => percent(tally(answers).error, 1);
  const difference = Math.abs(gap.difference);
  const [low, high] = gap.difference < 0 ? [-gap.interval[1], -gap.interval[0]] : gap.interval;
  const told = isShown(gap)
    ? `${tellPoints(difference, [low, high])} ${gap.difference < 0 ? 'fewer' : 'more'}`
    : `no difference is shown, ${tellPoints(gap.difference, gap.interval)}`;
  return `${name(other)} errs on ${error(other)} of the images, ${name(first)} on ${error(first)}: ${told}; ${percent(cell.flips, 1)} of the answers differ.`;
}

function alone(file: ComparedPredictions): string {
  return `${name(file)} errs on ${percent(tally(file.answers).error, 1)} of the images; name a second file to compare it with.`;
}

/** What is said of each file by itself. */
const HEAD = ['', 'error', '95 %', 'NLL, nats'] as const;

function common({ file, probabilities }: ComparedPredictions, { error, interval }: CellSummary): string[] {
  const nats = probabilities === undefined ? '–' : negativeLogLikelihoodOf(probabilities).toFixed(3);
  return [file, percent(error), percentRange(interval), nats];
}

/** Error and flips with intervals that allow for batches that succeed or fail as a whole, where a file says which images met. */
function cellOf({ answers }: ComparedPredictions, { answers: first }: ComparedPredictions): CellSummary {
  const { error } = tally(answers);
  const unknown = { negativeLogLikelihood: NaN, totalVariation: NaN };
  return summariseCell([{ answers, error, ...unknown, flips: flips(first, answers) }], first);
}

/** After Holm's correction; null where batches tie images together, which an exact p-value takes to be independent. */
function adjustedOf(rows: readonly Row[]): readonly (number | null)[] {
  const known = rows.flatMap(({ gap }) => (gap.pValue === null ? [] : [gap.pValue]));
  const adjusted = holm(known);
  let next = 0;
  return rows.map(({ gap }) => (gap.pValue === null ? null : adjusted[next++]!));
}

function table(
  first: ComparedPredictions,
  rows: readonly Row[],
  adjusted: readonly (number | null)[],
): string {
  return plainTable(
    [...HEAD, 'difference', '95 %', 'p', 'changed answers', '95 %', 'total variation'],
    [
      [...common(first, cellOf(first, first)), '', '', '', '', '', ''],
      ...rows.map(({ other, gap, cell, totalVariation: distance }, index) => [
        ...common(other, cell),
        `${inPoints(gap.difference, gap.interval)} points`,
        tellInterval(gap.interval),
        tellP(adjusted[index] ?? null),
        percent(cell.flips),
        percentRange(cell.flipsInterval),
        distance === undefined ? '–' : distance.toFixed(3),
      ]),
    ],
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
}

function tellP(value: number | null): string {
  return value === null ? '–' : pValue(value);
}

function name({ file }: ComparedPredictions): string {
  return basename(file);
}
