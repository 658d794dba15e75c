import { auditCells, auditNotes, protocolWords } from '@batchmates/audit';
import { capital, percent, percentRange } from '@batchmates/metrics';
import { resultsFiles } from '@batchmates/results';
import { intervalChart, type IntervalPoint } from '../charts/interval-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { Plotter } from '../charts/plot.ts';
import type { FigureBlock, TableBlock } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import type { NamedAudit } from './named-audit.ts';

/** Errors of all audits per protocol, as points with intervals. */
export function auditErrorsFigure(plotter: Plotter, audits: readonly NamedAudit[]): FigureBlock {
  const measured = audits.flatMap(({ name, source }, series) =>
    source.facts.cells.map((cell) => ({ name, source, series, cell, way: capital(protocolWords(cell)) })),
  );
  const points = measured.map(({ name, series, cell, way }): IntervalPoint => ({
    row: way,
    series,
    label: `${name}, ${way}`,
    error: cell.error,
    low: cell.interval[0],
    high: cell.interval[1],
  }));
  return {
    kind: 'figure',
    drawing: {
      id: 'figure-audit-errors',
      title: 'Error per protocol',
      description: measured
        .map(({ name, way, cell }) => `${name}, ${way}: ${percent(cell.error)}`)
        .join('; '),
      legend: audits.map(({ name }, index) => ({ label: name, style: seriesStyle(index), line: false })),
      chart: intervalChart(plotter, points),
    },
    caption: [
      'Points are errors, means over arrangements where batches are drawn at random; lines are 95 % intervals. The images are the same in every row.',
    ],
    numbers: {
      corner: 'Network, protocol',
      columns: [{ label: 'Error' }, { label: '95 % interval' }],
      rows: measured.map(({ name, source, way, cell }) => ({
        header: `${name}, ${way}`,
        cells: [
          { text: percent(cell.error), href: linkTo(source, resultsFiles.facts) },
          { text: percentRange(cell.interval) },
        ],
      })),
    },
  };
}

/** Everything that was counted of one audit, per protocol. */
export function auditErrorsTable({ name, source }: NamedAudit, index: number): TableBlock {
  return {
    kind: 'table',
    id: `audit-cells-${index}`,
    caption: `${name}, per protocol`,
    corner: 'Protocol',
    folded: true,
    columns: [
      { label: 'Error' },
      { label: '95 % interval' },
      { label: 'Least – greatest', detail: 'of the arrangements' },
      { label: 'Negative log likelihood', detail: 'nats' },
      { label: 'Total variation', detail: 'to fixed statistics' },
      { label: 'Flips', detail: 'against fixed statistics' },
    ],
    rows: auditCells(source.facts).map((row) => ({
      header: row.protocol,
      cells: [
        { text: row.error, href: linkTo(source, resultsFiles.facts) },
        { text: row.interval },
        { text: row.range || '–' },
        { text: row.negativeLogLikelihood },
        { text: row.totalVariation },
        { text: row.flips, details: [row.flipsInterval] },
      ],
    })),
    note: auditNotes(source.facts).map((told) => `${told} `),
  };
}
