import { resultsFiles } from '@batchmates/results';
import { cellLabel, measuredCells } from '../analysis/measured-cells.ts';
import type { Section } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';
import { seedsOf } from './source-links.ts';

/** The metrics that the report was asked for beyond its own, of every evaluation. */
export function metricsSection({ table, metrics }: SectionContext): Section | undefined {
  const cells = measuredCells(table);
  if (metrics.length === 0 || cells.length === 0) return undefined;
  return {
    id: 'metrics',
    title: 'Further metrics',
    blocks: [
      {
        kind: 'table',
        id: 'metrics-table',
        caption: 'Further metrics',
        corner: 'Training / testing',
        columns: metrics.map(({ label }) => ({ label })),
        rows: cells.flatMap(({ cell: { runs }, ...place }) =>
          runs.map((run) => ({
            header: cellLabel(place),
            ...(runs.length > 1 ? { detail: seedsOf(run) } : {}),
            cells: metrics.map((metric) => ({
              text: metric.format(metric.compute(run)),
              href: linkTo(run, resultsFiles.facts),
            })),
          })),
        ),
      },
    ],
  };
}
