import type { CirculateAnswers, CirculateGrid, CirculateMetrics } from '@batchmates/results';
import { match } from 'ts-pattern';
import { capital, count, percent, percentRange } from '../analysis/format.ts';
import {
  answerKind,
  answerStyles,
  circulateChart,
  shownSlots,
  thumbnailDefinitions,
  type AnswerKind,
} from '../charts/circulate-chart.ts';
import { shareBars, type ShareBar } from '../charts/share-bars.ts';
import type { Block, FigureBlock, Section, TableBlock } from '../document/document.ts';
import { linkTo, type ResultsSource } from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';

/** Circulating images through confident batches: the paper's Section 4 and Figure 4, and the claim counted. */
export async function circulateSection(context: SectionContext): Promise<Section | undefined> {
  const { circulations } = context.evidence;
  if (circulations.length === 0) return undefined;
  const blocks = await Promise.all(
    circulations.map((source, index) => circulationBlocks(context, source, index)),
  );
  return {
    id: 'circulate',
    title: 'What a network answers for the class that is missing',
    blocks: blocks.flat(),
  };
}

async function circulationBlocks(
  context: SectionContext,
  source: ResultsSource<CirculateMetrics>,
  index: number,
): Promise<Block[]> {
  const { metrics } = source;
  const arm = context.table.armOf(metrics).label;
  const { grids, thumbnails } = await source.results.grids();
  return [
    {
      kind: 'prose',
      content: [
        { text: `${arm} training. `, strong: true },
        `Into a batch of confident images, one per class, a probe takes the place of one image: its class is now missing. Of ${count(metrics.weak.images)} weak images (wrong under standard inference) `,
        `${count(metrics.weak.missing)} of ${count(metrics.weak.placements)} placements (`,
        { text: percent(metrics.weak.missingRate, 1), href: linkTo(source, 'metrics.json') },
        `, 95 % interval ${percentRange(metrics.weak.missingInterval)}) were answered as the missing class; of as many strong images ${percent(metrics.strong.missingRate, 1)}. `,
        `With two weak images at once both answers were the two missing classes, one each, in ${percent(metrics.pairs.distinctRate, 1)} of ${count(metrics.pairs.placements)} placements.`,
      ],
    },
    sharesFigure(context, metrics, index),
    answersTable(source, index),
    ...grids.map((grid, place) =>
      gridFigure({ grid, thumbnails, metrics, arm, id: `figure-grid-${index}-${place}` }),
    ),
  ];
}

const shareColours = {
  missing: answerStyles.missing.colour,
  own: answerStyles.own.colour,
  other: answerStyles.other.colour,
};

function sharesFigure(
  { plotter, table }: SectionContext,
  metrics: CirculateMetrics,
  index: number,
): FigureBlock {
  const bars = [bar('Weak images', metrics.weak), bar('Strong images', metrics.strong)];
  return {
    kind: 'figure',
    drawing: {
      id: `figure-answers-${index}`,
      title: `Answers for an image that stands in another class’s place (${table.armOf(metrics).label.toLowerCase()} training)`,
      description: bars
        .map(
          ({ label, shares }) =>
            `${label}: ${shares.map(({ name, share }) => `${name} ${percent(share, 1)}`).join(', ')}`,
        )
        .join('; '),
      legend: [
        {
          label: 'the missing class',
          style: { colour: shareColours.missing, dash: '', symbol: 'square' },
          line: false,
        },
        {
          label: 'its own class',
          style: { colour: shareColours.own, dash: '', symbol: 'square' },
          line: false,
        },
        {
          label: 'another class',
          style: { colour: shareColours.other, dash: '', symbol: 'square' },
          line: false,
        },
      ],
      chart: shareBars(plotter, bars),
    },
    caption: [
      `${metrics.batches} confident ${metrics.batches === 1 ? 'batch' : 'batches'}; placements in the image’s own class’s slot are counted apart.`,
    ],
    table: {
      kind: 'table',
      id: `figure-answers-${index}-numbers`,
      caption: 'Numbers of this figure',
      corner: 'Images',
      columns: [{ label: 'Missing class' }, { label: 'Own class' }, { label: 'Another class' }],
      rows: bars.map(({ label, shares }) => ({
        header: label,
        cells: shares.map(({ share }) => ({ text: percent(share, 1) })),
      })),
    },
  };
}

function bar(label: string, { placements, missing, label: own, other, images }: CirculateAnswers): ShareBar {
  const share = (answers: number) => (placements === 0 ? 0 : answers / placements);
  return {
    label: `${label} (${count(images)})`,
    shares: [
      { name: 'missing class', share: share(missing), colour: shareColours.missing },
      { name: 'own class', share: share(own), colour: shareColours.own },
      { name: 'another class', share: share(other), colour: shareColours.other },
    ],
  };
}

function answersTable(source: ResultsSource<CirculateMetrics>, index: number): TableBlock {
  const { weak, strong, pairs } = source.metrics;
  const row = (header: string, answers: CirculateAnswers) => ({
    header,
    detail: `${count(answers.images)} images, ${count(answers.placements)} placements`,
    cells: [
      {
        text: percent(answers.missingRate, 1),
        details: [percentRange(answers.missingInterval)],
        href: linkTo(source, 'metrics.json'),
      },
      { text: percent(answers.labelRate, 1), details: [percentRange(answers.labelInterval)] },
      { text: count(answers.always) },
      { text: `${count(answers.own.right)} of ${count(answers.own.placements)}` },
    ],
  });
  return {
    kind: 'table',
    id: `circulate-answers-${index}`,
    caption: 'The claim of Section 4, counted',
    corner: 'Probes',
    columns: [
      { label: 'Answered as the missing class' },
      { label: 'as its own class' },
      { label: 'Always the missing class' },
      { label: 'Right in its own slot' },
    ],
    rows: [row('Weak images', weak), row('Strong images', strong)],
    note: [
      `Intervals are 95 % Wilson for as many observations as images. Two weak images at once: ${percent(pairs.missingRate, 1)} of answers (${percentRange(pairs.missingInterval)}) were one of the two missing classes.`,
    ],
  };
}

interface GridRequest {
  readonly grid: CirculateGrid;
  readonly thumbnails: Readonly<Record<string, string>>;
  readonly metrics: CirculateMetrics;
  readonly arm: string;
  readonly id: string;
}

function gridFigure({ grid, thumbnails, metrics, arm, id }: GridRequest): FigureBlock {
  const { classNames } = metrics.dataset;
  const nameOf = (label: number) => classNames[label] ?? String(label);
  const probes = grid.probes
    .map(({ label, standard }) => `${nameOf(label)} (alone answered as ${nameOf(standard)})`)
    .join(' and ');
  const images = [grid.base, ...grid.rows].flatMap(({ cells }) => cells.map(({ image }) => image));
  return {
    kind: 'figure',
    drawing: {
      id,
      title: `${capital(gridName(grid))} through a confident batch (Figure 4 of the paper, ${arm.toLowerCase()} training)`,
      description: `Probe: ${probes}. ${countAnswers(grid)}`,
      legend: (['missing', 'own', 'other', 'wrong'] as const).map((kind) => ({
        label: `${answerStyles[kind].mark} ${answerStyles[kind].meaning}`,
        style: { colour: answerStyles[kind].colour, dash: '', symbol: 'square' as const },
        line: false,
      })),
      chart: circulateChart(grid, classNames),
      definitions: thumbnailDefinitions(thumbnails, images),
    },
    caption: [
      `Every row is one batch, every column the slot of one class; the first row is the batch without a probe. Probe: ${probes}. Framed in colour: the probe’s answer in that place. ${countAnswers(grid)}`,
      ...(classNames.length > shownSlots
        ? [` The first ${shownSlots} of ${classNames.length} slots are drawn.`]
        : []),
    ],
    table: {
      kind: 'table',
      id: `${id}-numbers`,
      caption: 'Numbers of this figure',
      corner: 'Batch',
      columns: classNames.map((label) => ({ label, text: true })),
      rows: [grid.base, ...grid.rows].map((row, index) => ({
        header: index === 0 ? 'no probe' : `probe ${index}`,
        cells: row.cells.map(({ predicted, probability }, slot) => ({
          text: nameOf(predicted),
          details: [percent(probability, 0), ...(row.probeSlots.includes(slot) ? ['probe'] : [])],
          ...(row.probeSlots.includes(slot) ? { strong: true } : {}),
        })),
      })),
    },
  };
}

function gridName({ kind }: CirculateGrid): string {
  return match(kind)
    .with('weak', () => 'a weak image circulates')
    .with('strong', () => 'a strong image circulates')
    .with('two-weak', () => 'two weak images circulate')
    .exhaustive();
}

function countAnswers(grid: CirculateGrid): string {
  const kinds = grid.rows.flatMap((row) => row.probeSlots.map((slot) => answerKind(grid, row, slot)));
  const among = (kind: AnswerKind) => kinds.filter((each) => each === kind).length;
  return `Of ${kinds.length} answers for probes ${among('missing')} were a missing class, ${among('own')} the probe’s own class, ${among('other')} another.`;
}
