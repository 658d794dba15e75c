import { count, percent, percentRange } from '../analysis/format.ts';
import type { Row, Section } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import { placeName } from './error-table-block.ts';
import type { SectionContext } from './section-context.ts';

/** Every run behind the means of the error table, when there are several per cell. */
export function runsSection({ table }: SectionContext): Section | undefined {
  const { arms, tests } = table;
  const rows = arms.flatMap((arm) =>
    tests.flatMap((test): Row[] => {
      const cell = table.cell(arm, test);
      if (cell === undefined || cell.runs.length < 2) return [];
      return cell.runs.map((run) => ({
        header: placeName(arm, test),
        detail: `training seed ${run.metrics.training.seed}, arrangement seed ${run.metrics.seed}`,
        cells: [
          { text: percent(run.metrics.error), href: linkTo(run, 'metrics.json') },
          { text: percentRange(run.metrics.interval, 2) },
          { text: `${count(run.metrics.errors)} of ${count(run.metrics.images)}` },
        ],
      }));
    }),
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
