import { auditCells, wayWords } from '@batchmates/audit';
import { percent, percentRange } from '@batchmates/metrics';
import { resultsFiles } from '@batchmates/results';
import { intervalChart, type IntervalPoint } from '../charts/interval-chart.ts';
import { seriesStyle } from '../charts/palette.ts';
import type { Plotter } from '../charts/plot.ts';
import type { FigureBlock, TableBlock } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import type { NamedAudit } from './named-audit.ts';

/** Errors of all audits by how images met, as points with intervals. */
export function auditErrorsFigure(plotter: Plotter, audits: readonly NamedAudit[]): FigureBlock {
  const measured = audits.flatMap(({ name, source }, series) =>
    source.facts.cells.map((cell) => ({ name, source, series, cell, way: capital(wayWords(cell)) })),
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
      title: 'Error by how images meet',
      description: measured
        .map(({ name, way, cell }) => `${name}, ${way}: ${percent(cell.error)}`)
        .join('; '),
      legend: audits.map(({ name }, index) => ({ label: name, style: seriesStyle(index), line: false })),
      chart: intervalChart(plotter, points),
    },
    caption: [
      'Points are errors, means over arrangements where batches are drawn by lot; lines are 95 % Wilson intervals. The images are the same in every row.',
    ],
    numbers: {
      corner: 'Network / how images meet',
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

/** Everything that was counted of one audit, by how images met. */
export function auditErrorsTable({ name, source }: NamedAudit, index: number): TableBlock {
  const { skipped, fixedFlips } = source.facts;
  const flips = fixedFlips.reduce((sum, each) => sum + each.flips, 0);
  return {
    kind: 'table',
    id: `audit-cells-${index}`,
    caption: `${name}, by how images meet`,
    corner: 'How images meet',
    folded: true,
    columns: [
      { label: 'Error' },
      { label: '95 % interval' },
      { label: 'Least – greatest', detail: 'of the arrangements' },
      { label: 'Negative log likelihood', detail: 'nats' },
      { label: 'Total variation', detail: 'to fixed statistics' },
      { label: 'Other answers', detail: 'than under fixed statistics' },
    ],
    rows: auditCells(source.facts).map((row) => ({
      header: row.way,
      cells: [
        { text: row.error, href: linkTo(source, resultsFiles.facts) },
        { text: row.interval },
        { text: row.range || '–' },
        { text: row.negativeLogLikelihood },
        { text: row.totalVariation },
        { text: row.flips, details: [row.flipsInterval] },
      ],
    })),
    note: [
      `Check: with all batch norms on fixed statistics ${flips === 0 ? 'no answer' : `${flips} answers`} of ${fixedFlips[0]?.images ?? 0} images changed under ${fixedFlips.length} protocols. `,
      ...skipped.map(({ what, reason }) => `Not measured: ${what} (${reason}). `),
    ],
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
