import { count, percent, percentRange, pValue } from '@batchmates/metrics';
import { resultsFiles, type CirculateAnswers, type CirculateFacts } from '@batchmates/results';
import { answerStyles } from '../charts/circulate-answer.ts';
import type { Plotter } from '../charts/plot.ts';
import { shareBars, type ShareBar } from '../charts/share-bars.ts';
import type { FigureBlock, Row, TableBlock } from '../document/document.ts';
import { linkTo, type ResultSource } from '../evidence/evidence.ts';

/** What the figure of counted answers is made from. */
export interface AnswersFigureOptions {
  readonly plotter: Plotter;
  readonly source: ResultSource<CirculateFacts>;
  /** Label of the way of training. */
  readonly arm: string;
  /** Which of the report's circulations it is. */
  readonly index: number;
}

const parts = [
  { name: 'the missing class', field: 'missing', colour: answerStyles.missing.colour },
  { name: 'its own class', field: 'label', colour: answerStyles.own.colour },
  { name: 'another class', field: 'other', colour: answerStyles.other.colour },
] as const;

/** Shares of the answers for weak and strong probes in other classes' places. */
export function answersFigure({ plotter, source, arm, index }: AnswersFigureOptions): FigureBlock {
  const { facts } = source;
  const bars = [shareBar('Weak images', facts.weak), shareBar('Strong images', facts.strong)];
  const title = `Answers for an image that stands in another class’s place (${arm.toLowerCase()} training)`;
  const told = bars.map(
    ({ label, shares }) =>
      `${label}: ${shares.map(({ name, share }) => `${name} ${percent(share, 1)}`).join(', ')}`,
  );
  return {
    kind: 'figure',
    folded: index > 0,
    drawing: {
      id: `figure-answers-${index}`,
      title,
      description: told.join('; '),
      legend: parts.map(({ name, colour }) => ({
        label: name,
        style: { colour, dash: '', symbol: 'square' },
        line: false,
      })),
      chart: shareBars(plotter, bars),
    },
    caption: [
      `Probes were circulated through ${facts.batches} confident ${facts.batches === 1 ? 'batch' : 'batches'}. `,
      'Placements in the slot of the image’s own class are counted apart.',
      ...(facts.views.count > 1
        ? [` Answers are averages over ${facts.views.count} views (${facts.views.name}).`]
        : []),
    ],
    numbers: {
      corner: 'Images',
      columns: parts.map(({ name }) => ({ label: name })),
      rows: bars.map(({ label, shares }) => ({
        header: label,
        cells: shares.map(({ share }) => ({
          text: percent(share, 1),
          href: linkTo(source, resultsFiles.facts),
        })),
      })),
    },
  };
}

function shareBar(label: string, answers: CirculateAnswers): ShareBar {
  return {
    label: `${label} (${count(answers.images)})`,
    shares: parts.map(({ name, field, colour }) => ({
      name,
      colour,
      share: answers.placements === 0 ? 0 : answers[field] / answers.placements,
    })),
  };
}

/** The claim of the paper's Section 4 as numbers with intervals. */
export function answersTable(
  source: ResultSource<CirculateFacts>,
  { arm, index }: { readonly arm: string; readonly index: number },
): TableBlock {
  const { weak, strong, pairs } = source.facts;
  return {
    kind: 'table',
    id: `circulate-answers-${index}`,
    caption: `The claim of Section 4, counted (${arm.toLowerCase()} training)`,
    corner: 'Probes',
    columns: [
      { label: 'Answered as the missing class' },
      { label: 'by chance', detail: 'p-value' },
      { label: 'as its own class' },
      { label: 'always the missing class', detail: 'images' },
      { label: 'right in its own slot' },
    ],
    rows: [answersRow('Weak images', weak, source), answersRow('Strong images', strong, source)],
    note: [
      'Intervals are 95 % Wilson for as many observations as images. By chance: the same answers of each image in a random order of ',
      'the slots; p: exact permutation test of these orders, one-sided. Two weak images at once: ',
      `${percent(pairs.missingRate, 1)} of answers (${percentRange(pairs.missingInterval)}) were one of the two missing classes, `,
      `${percent(pairs.missingChance, 1)} by chance.`,
    ],
  };
}

function answersRow(header: string, answers: CirculateAnswers, source: ResultSource): Row {
  const { images, placements, own } = answers;
  return {
    header,
    detail: `${count(images)} images, ${count(placements)} placements`,
    cells: [
      {
        text: percent(answers.missingRate, 1),
        details: [percentRange(answers.missingInterval)],
        href: linkTo(source, resultsFiles.facts),
      },
      { text: percent(answers.missingChance, 1), details: [`p ${probability(answers.missingPValue)}`] },
      { text: percent(answers.labelRate, 1), details: [percentRange(answers.labelInterval)] },
      { text: count(answers.always) },
      { text: `${count(own.right)} of ${count(own.placements)}` },
    ],
  };
}

/** A p-value of circulation in words: the smallest recorded stands for all below it. */
export function probability(value: number): string {
  return value <= 1e-9 ? '≤ 10⁻⁹' : pValue(value);
}
