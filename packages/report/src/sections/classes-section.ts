import { count, percent, percentRange } from '@batchmates/metrics';
import { keyPlaces, type KeyPlace } from '../analysis/key-places.ts';
import { classErrorChart } from '../charts/class-error-chart.ts';
import { confusionChart } from '../charts/confusion-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { FigureBlock, Section } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import { placeName } from './error-table-block.ts';
import type { SectionContext } from './section-context.ts';
import { sourceNote } from './source-links.ts';

type Confusion = readonly (readonly number[])[];

/** Most classes the chart draws; of more it draws those with the greatest error. */
const drawnClasses = 24;

/** Error by class, and which classes are taken for which. */
export function classesSection(context: SectionContext): Section | undefined {
  const places = keyPlaces(context.table, 4);
  const [first] = places;
  if (first === undefined) return undefined;
  const classNames = first.run.metrics.dataset.classNames;
  const comparable = places.filter(
    ({ run }) => run.metrics.dataset.classNames.join('\n') === classNames.join('\n'),
  );
  const confused =
    comparable.length < 3
      ? comparable
      : [comparable[0], comparable[2]].filter((place) => place !== undefined);
  return {
    id: 'classes',
    title: 'Error by class',
    blocks: [
      classFigure(context, comparable, classNames),
      ...confused.map((place, index) => confusionFigure(context, place, index)),
    ],
  };
}

function classFigure(
  { plotter }: SectionContext,
  places: readonly KeyPlace[],
  classNames: readonly string[],
): FigureBlock {
  const series = places.map(({ arm, test, run }) => ({
    label: placeName(arm, test),
    errors: run.metrics.perClass.map(({ error }) => error),
  }));
  const worst = (index: number) => Math.max(...series.map(({ errors }) => errors[index] ?? 0));
  const shown = classNames
    .map((_, index) => index)
    .sort((left, right) => worst(right) - worst(left) || left - right)
    .slice(0, drawnClasses)
    .sort((left, right) => left - right);
  return {
    kind: 'figure',
    drawing: {
      id: 'figure-classes',
      title: 'Error by class',
      description: classNames
        .slice(0, drawnClasses)
        .map(
          (name, index) =>
            `${name}: ${series.map(({ errors }) => percent(errors[index] ?? 0, 1)).join(', ')}`,
        )
        .join('; '),
      legend: series.map(({ label }, index) => ({ label, style: seriesStyle(index), line: false })),
      chart: classErrorChart(
        plotter,
        shown.map((index) => classNames[index] ?? ''),
        series.map(({ label, errors }) => ({ label, errors: shown.map((index) => errors[index] ?? 0) })),
      ),
    },
    caption: [
      'A bar spans the errors of one class under the ways of training and testing shown.',
      ...(shown.length < classNames.length
        ? [
            ` Of ${classNames.length} classes those ${drawnClasses} with the greatest error are drawn; the table has all.`,
          ]
        : []),
    ],
    numbers: {
      corner: 'Class',
      columns: series.map(({ label }) => ({ label })),
      rows: classNames.map((name, index) => ({
        header: name,
        cells: places.map(({ run }) => {
          const entry = run.metrics.perClass[index];
          if (entry === undefined) return { text: '–' };
          return {
            text: percent(entry.error, 1),
            details: [percentRange(entry.interval), `${count(entry.errors)} of ${count(entry.images)}`],
            href: linkTo(run, 'metrics.json'),
          };
        }),
      })),
    },
  };
}

function confusionFigure(
  { plotter }: SectionContext,
  { arm, test, run }: KeyPlace,
  index: number,
): FigureBlock {
  const { dataset, confusion } = run.metrics;
  const { classNames } = dataset;
  return {
    kind: 'figure',
    drawing: {
      id: `figure-confusion-${index}`,
      title: `Confusion: ${placeName(arm, test)}`,
      description: `Rows are true classes, columns answers. ${greatestConfusions(classNames, confusion)}`,
      chart: confusionChart(plotter, classNames, confusion),
    },
    caption: [
      'Rows are true classes, columns answers. Each figure’s most frequent confusion has the strongest orange. ',
      greatestConfusions(classNames, confusion),
    ],
    numbers: {
      ...(classNames.length <= drawnClasses
        ? everyConfusion(classNames, confusion)
        : greatest(classNames, confusion)),
      note: sourceNote([run], 'metrics.json'),
    },
  };
}

function everyConfusion(classNames: readonly string[], confusion: Confusion): FigureBlock['numbers'] {
  return {
    corner: 'True class',
    columns: classNames.map((label) => ({ label })),
    rows: confusion.map((row, truth) => ({
      header: classNames[truth] ?? String(truth),
      cells: row.map((value) => ({ text: count(value) })),
    })),
  };
}

/** Of many classes the hundred most frequent confusions; `metrics.json` has the whole matrix. */
function greatest(classNames: readonly string[], confusion: Confusion): FigureBlock['numbers'] {
  return {
    corner: 'True class',
    columns: [{ label: 'Taken for', text: true }, { label: 'Images' }],
    rows: wrongAnswers(confusion)
      .slice(0, 100)
      .map(({ truth, answer, value }) => ({
        header: classNames[truth] ?? String(truth),
        cells: [{ text: classNames[answer] ?? String(answer) }, { text: count(value) }],
      })),
  };
}

function greatestConfusions(classNames: readonly string[], confusion: Confusion): string {
  const wrong = wrongAnswers(confusion).slice(0, 3);
  if (wrong.length === 0) return 'No image is taken for another class.';
  const pairs = wrong.map(
    ({ truth, answer, value }) => `${classNames[truth]} as ${classNames[answer]} (${count(value)})`,
  );
  return `Most often taken wrongly: ${pairs.join(', ')}.`;
}

/** Pairs of true class and wrong answer that occur, the most frequent first. */
function wrongAnswers(confusion: Confusion) {
  return confusion
    .flatMap((row, truth) => row.map((value, answer) => ({ truth, answer, value })))
    .filter(({ truth, answer, value }) => truth !== answer && value > 0)
    .sort((left, right) => right.value - left.value);
}
