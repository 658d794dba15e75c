import { resultsFiles, type CirculateGrid } from '@batchmates/results';
import { match } from 'ts-pattern';
import { percent } from '@batchmates/metrics';
import { answerKind, answerStyles, type AnswerKind } from '../charts/circulate-answer.ts';
import {
  circulateChart,
  shownSlots,
  thumbnailDefinitions,
  type CirculateFigure,
} from '../charts/circulate-chart.ts';
import type { FigureBlock } from '../document/document.ts';
import type { Source } from '../evidence/evidence.ts';
import { sourceNote } from './source-links.ts';

/** What the figure of a grid is made from. */
export interface GridFigureOptions extends CirculateFigure {
  /** Label of the way of training. */
  readonly arm: string;
  readonly source: Source;
  /** Whether it is folded away: one of several. */
  readonly folded: boolean;
}

/** One grid of Figure 4 with its answers as a table. */
export function gridFigure(figure: GridFigureOptions): FigureBlock {
  const { id, grid, classNames, arm, source, folded } = figure;
  const title = `${gridName(grid)} (Figure 4 of the paper; ${arm.toLowerCase()} training)`;
  const probes = grid.probes
    .map(({ label, standard }) => `${classNames[label]} (alone answered as ${classNames[standard]})`)
    .join(' and ');
  const outcome = `Probe: ${probes}. ${countAnswers(grid)}`;
  return {
    kind: 'figure',
    folded,
    drawing: {
      id,
      title,
      description: outcome,
      legend: (['missing', 'own', 'other', 'wrong'] as const).map((kind) => {
        const { colour, mark, meaning } = answerStyles[kind];
        return { label: meaning, mark, style: { colour, dash: '', symbol: 'square' as const }, line: false };
      }),
      chart: circulateChart(figure),
      definitions: thumbnailDefinitions(figure),
    },
    caption: [
      'Every row is one batch, every column the slot of one class; the first row is the batch without a probe. ',
      'A coloured frame marks the probe; under an image stands the answer for it, as a name or, on a phone, as a mark. ',
      outcome,
      ...(classNames.length > shownSlots
        ? [` The first ${shownSlots} of ${classNames.length} slots are drawn.`]
        : []),
    ],
    numbers: { ...answersOf(figure), note: sourceNote([source], resultsFiles.grids) },
  };
}

function answersOf(figure: CirculateFigure): FigureBlock['numbers'] {
  return figure.classNames.length <= shownSlots ? everyAnswer(figure) : probeAnswers(figure);
}

function everyAnswer({ grid, classNames }: CirculateFigure): FigureBlock['numbers'] {
  return {
    corner: 'Batch',
    columns: classNames.map((label) => ({ label, text: true })),
    rows: [grid.base, ...grid.rows].map((row, index) => ({
      header: index === 0 ? 'no probe' : `probe ${index}`,
      cells: row.cells.map(({ predicted, probability }, slot) => {
        const isProbe = row.probeSlots.includes(slot);
        return {
          text: classNames[predicted] ?? String(predicted),
          details: [percent(probability, 0), ...(isProbe ? ['probe'] : [])],
          ...(isProbe ? { strong: true } : {}),
        };
      }),
    })),
  };
}

/** Of batches of many classes the answers for probes alone, for a table of every answer would fill a book. */
function probeAnswers({ grid, classNames }: CirculateFigure): FigureBlock['numbers'] {
  return {
    corner: 'Batch',
    columns: [
      { label: 'In place of', text: true },
      { label: 'Answer', text: true },
      { label: 'Probability' },
      { label: 'Companions wrong' },
    ],
    rows: grid.rows.flatMap((row, index) =>
      row.probeSlots.map((slot) => {
        const { predicted = 0, probability = 0 } = row.cells[slot] ?? {};
        const wrong = row.cells.filter((_, place) => answerKind(grid, row, place) === 'wrong').length;
        return {
          header: `probe ${index + 1}`,
          cells: [
            { text: classNames[slot] ?? String(slot) },
            { text: classNames[predicted] ?? String(predicted) },
            { text: percent(probability, 0) },
            { text: String(wrong) },
          ],
        };
      }),
    ),
  };
}

function gridName({ kind }: CirculateGrid): string {
  return match(kind)
    .with('weak', () => 'A weak image circulates through a confident batch')
    .with('strong', () => 'A strong image circulates through a confident batch')
    .with('two-weak', () => 'Two weak images circulate through a confident batch')
    .exhaustive();
}

function countAnswers(grid: CirculateGrid): string {
  const kinds = grid.rows.flatMap((row) => row.probeSlots.map((slot) => answerKind(grid, row, slot)));
  const among = (kind: AnswerKind) => kinds.filter((each) => each === kind).length;
  return (
    `Of ${kinds.length} answers for probes ${among('missing')} were a missing class, ` +
    `${among('own')} the probe’s own class, ${among('other')} another.`
  );
}
