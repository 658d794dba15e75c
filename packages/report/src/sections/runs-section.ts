import { count, percent, percentRange } from '@batchmates/metrics';
import { resultsFiles } from '@batchmates/results';
import { cellLabel, measuredCells } from '../analysis/measured-cells.ts';
import type { Section } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';
import { seedsOf } from './source-links.ts';

/** Every run behind the means of the error table, when there are several per cell. */
export function runsSection({ table }: SectionContext): Section | undefined {
  const rows = measuredCells(table)
    .filter(({ cell }) => cell.runs.length > 1)
    .flatMap(({ cell, ...place }) =>
      cell.runs.map((run) => ({
        header: cellLabel(place),
        detail: seedsOf(run),
        cells: [
          { text: percent(run.tally.error), href: linkTo(run, resultsFiles.facts) },
          { text: percentRange(run.tally.interval, 2) },
          { text: `${count(run.tally.errors)} of ${count(run.tally.images)}` },
        ],
      })),
    );
  if (rows.length === 0) return undefined;
  return {
    id: 'runs',
    title: 'Every seed',
    blocks: [
      {
        kind: 'table',
        id: 'runs-table',
        caption: 'Errors of single runs',
        corner: 'Training / testing',
        columns: [{ label: 'Error' }, { label: '95 % interval' }, { label: 'Wrong' }],
        rows,
        folded: rows.length > 16,
      },
    ],
  };
}
