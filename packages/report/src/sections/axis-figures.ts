import { percent, percentRange } from '@batchmates/metrics';
import { group } from 'd3-array';
import type { Arm } from '../analysis/arm.ts';
import { spreadOf, type ErrorCell } from '../analysis/error-cell.ts';
import type { ErrorTable } from '../analysis/error-table.ts';
import { distinguish } from '../analysis/distinguish.ts';
import { keyOf } from '../analysis/key-of.ts';
import { numericAxes, type AxisLine, type NumericAxis } from '../analysis/numeric-axes.ts';
import { sizeTrainedWith, without } from '../analysis/settings.ts';
import type { Testing } from '../analysis/testing.ts';
import { axisChart, type AxisCurve } from '../charts/axis-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { FigureBlock } from '../document/document.ts';
import type { SectionContext } from './section-context.ts';
import { runLinks } from './source-links.ts';

/** Errors along every numeric setting that was varied, e.g. width or learning rate. */
export function axisFigures(context: SectionContext): FigureBlock[] {
  return numericAxes(context.table.arms).map((axis) => axisFigure(context, axis));
}

function axisFigure({ table, plotter }: SectionContext, { name, label, lines }: NumericAxis): FigureBlock {
  const panels = panelsOf(table, lines);
  const cells = panels.flatMap(({ title: panel, cellOf }) =>
    lines.flatMap((line, series) =>
      line.points.flatMap(({ value, arm }) => {
        const cell = cellOf(arm);
        return cell === undefined ? [] : [{ panel, series, line, value, arm, cell }];
      }),
    ),
  );
  const curves = panels.flatMap(({ title: panel }) =>
    lines.flatMap((line, series): AxisCurve[] => {
      const points = cells
        .filter((each) => each.panel === panel && each.series === series)
        .map(({ value, cell }) => {
          const [low, high] = spreadOf(cell);
          return { value, error: cell.error, low, high };
        });
      return points.length === 0 ? [] : [{ panel, series, label: line.label, points }];
    }),
  );
  const title = `Error by ${label}`;
  return {
    kind: 'figure',
    drawing: {
      id: `figure-axis-${name.replace(/[^A-Za-z0-9]/g, (odd) => (odd === '.' ? '-' : `_${odd.codePointAt(0)}`))}`,
      title,
      description: cells
        .map(({ panel, line, value, cell }) => `${line.label}, ${value}, ${panel}: ${percent(cell.error)}`)
        .join('; '),
      legend: lines.map((line, index) => ({ label: `${line.label} training`, style: seriesStyle(index) })),
      chart: axisChart(plotter, { label, curves }),
    },
    caption: [
      'One panel for every way of testing. Points are errors, bars 95 % Wilson intervals (± one standard deviation where several seeds were run).',
    ],
    numbers: {
      corner: 'Training / testing',
      columns: [{ label: 'Error' }, { label: 'From – to', detail: 'interval or deviation' }],
      rows: cells.map(({ arm, panel, cell }) => ({
        header: `${arm.label} / ${panel}`,
        cells: [
          { text: percent(cell.error), ...runLinks(cell.runs) },
          { text: percentRange(spreadOf(cell), 2) },
        ],
      })),
    },
  };
}

/** One panel: a way of testing, or several of a heading that test each network in batches of the size it was trained with. */
interface Panel {
  readonly title: string;
  cellOf(arm: Arm): ErrorCell | undefined;
}

/** Options of protocols that say how large batches are. */
const SIZES = ['batchSize', 'samplesPerClass', 'composition'];

/** Tests that many arms share, and then those that few do, by their heading. */
function panelsOf({ tests, cell }: ErrorTable, lines: readonly AxisLine[]): Panel[] {
  const isShared = (test: Testing) =>
    lines.some(({ points }) => points.filter(({ arm }) => cell(arm, test) !== undefined).length > 1);
  const own = tests.filter((test) => !isShared(test));
  const alike = [...group(own, ({ label, facts }) => keyOf([label, without(facts, SIZES)])).values()];
  const details = distinguish(
    alike.map(([first]) => ({ name: first!.label, facts: without(first!.facts, SIZES) })),
  );
  return [
    ...tests.filter(isShared).map((test): Panel => ({ title: test.name, cellOf: (arm) => cell(arm, test) })),
    ...alike.map((found, index): Panel => ({
      title: `${found[0]!.label.toLowerCase()} (${['of the size trained with', details[index]].filter((part) => part !== '').join(', ')})`,
      cellOf: (arm) => {
        const sized = found.filter(({ batchSize }) => batchSize === sizeTrainedWith(arm.settings));
        return sized.map((test) => cell(arm, test)).find((each) => each !== undefined);
      },
    })),
  ];
}
