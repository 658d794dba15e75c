import {
  classErrors,
  confusion,
  count,
  percent,
  percentRange,
  wrongAnswers,
  type Confusion,
} from '@batchmates/metrics';
import { resultsFiles } from '@batchmates/results';
import { keyCells, type KeyCell } from '../analysis/key-cells.ts';
import { cellLabel } from '../analysis/measured-cells.ts';
import { classErrorChart } from '../charts/class-error-chart.ts';
import { confusionChart } from '../charts/confusion-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { FigureBlock, Section } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';
import { sourceNote, whichRun } from './source-links.ts';

/** Most classes the chart draws; of more it draws those with the greatest error. */
const drawnClasses = 24;

/** Error by class, and which classes are taken for which. */
export function classesSection(context: SectionContext): Section | undefined {
  const cells = keyCells(context.table, 4);
  const [first] = cells;
  if (first === undefined) return undefined;
  const classNames = first.run.facts.dataset.classNames;
  const comparable = cells.filter(
    ({ run }) => run.facts.dataset.classNames.join('\n') === classNames.join('\n'),
  );
  const confused =
    comparable.length < 3 ? comparable : [comparable[0], comparable[2]].filter((cell) => cell !== undefined);
  return {
    id: 'classes',
    title: 'Error by class',
    blocks: [
      classFigure(context, comparable, classNames),
      ...confused.map((cell, index) => confusionFigure(context, cell, index)),
    ],
  };
}

function classFigure(
  { plotter }: SectionContext,
  cells: readonly KeyCell[],
  classNames: readonly string[],
): FigureBlock {
  const tested = cells.map((cell) => ({ ...cell, classes: classErrors.compute(cell.run) }));
  const series = tested.map(({ classes, ...cell }) => ({
    label: cellLabel(cell),
    errors: classes.map(({ error }) => error),
  }));
  const worst = (index: number) => Math.max(...series.map(({ errors }) => errors[index]!));
  const isTested = (index: number) => tested.every(({ classes }) => classes[index]!.images > 0);
  const withImages = classNames.map((_, index) => index).filter(isTested);
  const shown = withImages
    .sort((left, right) => worst(right) - worst(left) || left - right)
    .slice(0, drawnClasses)
    .sort((left, right) => left - right);
  return {
    kind: 'figure',
    drawing: {
      id: 'figure-classes',
      title: 'Error by class',
      description: withImages
        .slice(0, drawnClasses)
        .map(
          (index) =>
            `${classNames[index]!}: ${series.map(({ errors }) => percent(errors[index]!, 1)).join(', ')}`,
        )
        .join('; '),
      legend: series.map(({ label }, index) => ({ label, style: seriesStyle(index), line: false })),
      chart: classErrorChart(
        plotter,
        shown.map((index) => classNames[index]!),
        series.map(({ label, errors }) => ({ label, errors: shown.map((index) => errors[index]!) })),
      ),
    },
    caption: [
      'A bar spans the errors of one class under the ways of training and testing shown.',
      ...(shown.length < withImages.length
        ? [
            ` Of ${withImages.length} classes those ${drawnClasses} with the greatest error are drawn; the table has all.`,
          ]
        : []),
      ...whichRun(cells),
    ],
    numbers: {
      corner: 'Class',
      columns: series.map(({ label }) => ({ label })),
      rows: classNames.map((name, index) => ({
        header: name,
        cells: tested.map(({ classes, run }) => {
          const { error, interval, errors, images } = classes[index]!;
          if (images === 0) return { text: '–', details: ['no test images'] };
          return {
            text: percent(error, 1),
            details: [percentRange(interval), `${count(errors)} of ${count(images)}`],
            href: linkTo(run, resultsFiles.facts),
          };
        }),
      })),
    },
  };
}

function confusionFigure({ plotter }: SectionContext, cell: KeyCell, index: number): FigureBlock {
  const confused = confusion.compute(cell.run);
  const { classNames, images } = confused;
  return {
    kind: 'figure',
    folded: true,
    drawing: {
      id: `figure-confusion-${index}`,
      title: `Confusion: ${cellLabel(cell)}`,
      description: `Rows are true classes, columns answers. ${confusion.format(confused)}`,
      chart: confusionChart(plotter, classNames, images),
    },
    caption: [
      'Rows are true classes, columns answers. Each figure’s most frequent confusion has the strongest orange. ',
      confusion.format(confused),
      ...whichRun([cell]),
    ],
    numbers: {
      ...(classNames.length <= drawnClasses ? everyConfusion(confused) : greatest(confused)),
      note: sourceNote([cell.run], resultsFiles.facts),
    },
  };
}

function everyConfusion({ classNames, images }: Confusion): FigureBlock['numbers'] {
  return {
    corner: 'True class',
    columns: classNames.map((label) => ({ label })),
    rows: images.map((row, truth) => ({
      header: classNames[truth]!,
      cells: row.map((value) => ({ text: count(value) })),
    })),
  };
}

/** Of many classes the hundred most frequent confusions. */
function greatest(confused: Confusion): FigureBlock['numbers'] {
  const { classNames } = confused;
  return {
    corner: 'True class',
    columns: [{ label: 'Taken for', text: true }, { label: 'Images' }],
    rows: wrongAnswers(confused)
      .slice(0, 100)
      .map(({ truth, answer, images }) => ({
        header: classNames[truth]!,
        cells: [{ text: classNames[answer]! }, { text: count(images) }],
      })),
  };
}
