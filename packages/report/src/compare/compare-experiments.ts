import { percent, percentRange } from '@batchmates/metrics';
import { errorCurvesChart } from '../charts/error-curves.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { Plotter } from '../charts/plot.ts';
import type { FigureBlock, TableBlock } from '../document/document.ts';
import type { ComparedReport } from './compared-report.ts';

/** The error curves of one report. */
export function compareCurves(
  { label, data, href }: ComparedReport,
  index: number,
  plotter: Plotter,
): FigureBlock {
  const { curves } = data;
  const epochs = [...new Set(curves.flatMap(({ points }) => points.map(({ epoch }) => epoch)))].sort(
    (left, right) => left - right,
  );
  return {
    kind: 'figure',
    drawing: {
      id: `figure-curves-${index}`,
      title: `Test error after every epoch: ${label}`,
      description: curves
        .map((curve) => `${curve.label}: ${percent(curve.points.at(-1)?.error ?? 0)} at the end`)
        .join('; '),
      legend: curves.map((curve, place) => ({ label: curve.label, style: seriesStyle(place) })),
      chart: errorCurvesChart(plotter, curves),
    },
    caption: ['From ', { text: label, href }, '. The vertical axis is logarithmic.'],
    numbers: {
      corner: 'Epoch',
      columns: curves.map((curve) => ({ label: curve.label })),
      rows: epochs.map((epoch) => ({
        header: String(epoch),
        cells: curves.map(({ points }) => {
          const point = points.find((each) => each.epoch === epoch);
          return point === undefined ? { text: '–' } : { text: percent(point.error), href };
        }),
      })),
    },
  };
}

/** Pseudo-labelling and circulation of every report that has them. */
export function experimentTables(reports: readonly ComparedReport[]): TableBlock[] {
  const pseudoLabels = reports.flatMap(({ label, href, data }) =>
    data.pseudoLabels.map((each) => ({ label, href, ...each })),
  );
  const circulations = reports.flatMap(({ label, href, data }) =>
    data.circulations.map((each) => ({ label, href, ...each })),
  );
  const tables: TableBlock[] = [
    {
      kind: 'table',
      id: 'pseudo-labels',
      caption: 'Balancing by predicted labels',
      corner: 'Report',
      columns: [
        { label: 'Training', text: true },
        { label: 'Start', text: true },
        { label: 'Round 0' },
        { label: 'Last round' },
      ],
      rows: pseudoLabels.map(({ label, href, arm, start, errors }) => ({
        header: label,
        cells: [
          { text: arm },
          { text: start },
          { text: percent(errors[0] ?? 0), href },
          { text: percent(errors.at(-1) ?? 0), href },
        ],
      })),
    },
    {
      kind: 'table',
      id: 'circulations',
      caption: 'Answers of the missing class',
      corner: 'Report',
      columns: [
        { label: 'Training', text: true },
        { label: 'Weak images' },
        { label: 'Strong images' },
        { label: 'Two weak images', detail: 'both missing classes' },
      ],
      rows: circulations.map(
        ({
          label,
          href,
          arm,
          weakMissingRate,
          weakMissingInterval,
          strongMissingRate,
          pairsDistinctRate,
          ...chance
        }) => ({
          header: label,
          cells: [
            { text: arm },
            {
              text: percent(weakMissingRate, 1),
              details: [percentRange(weakMissingInterval), ...byChance(chance.weakMissingChance)],
              href,
            },
            { text: percent(strongMissingRate, 1), details: byChance(chance.strongMissingChance), href },
            { text: percent(pairsDistinctRate, 1), details: byChance(chance.pairsDistinctChance), href },
          ],
        }),
      ),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function byChance(rate: number | undefined): string[] {
  return rate === undefined ? [] : [`by chance ${percent(rate, 1)}`];
}
