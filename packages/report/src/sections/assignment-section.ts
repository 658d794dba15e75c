import { percent } from '../analysis/format.ts';
import type { ErrorCell } from '../analysis/error-cell.ts';
import type { ErrorTable } from '../analysis/error-table.ts';
import type { Cell, Row, Section } from '../document/document.ts';
import type { SectionContext } from './section-context.ts';
import { runLinks } from './source-links.ts';

/**
 * How much of the gain is knowing that the classes of a batch are distinct: standard inference followed by the best
 * one-to-one assignment, beside what balanced batches gave the same arm.
 */
export function assignmentSection({ table }: SectionContext): Section | undefined {
  const rows = assignmentRows(table);
  if (rows.length === 0) return undefined;
  return {
    id: 'assignment',
    title: 'Knowing that the classes are distinct',
    blocks: [
      {
        kind: 'prose',
        content: [
          'A balanced batch holds each class once. Without any batch statistics that alone can be used: infer every image by itself, then assign the images of a batch to the classes one to one with the greatest total log probability. What assignment gains is the worth of that knowledge; batch norm can find it only through shared means and variances.',
        ],
      },
      {
        kind: 'table',
        id: 'assignment-table',
        caption: 'Single images, assigned, and on balanced batches',
        corner: 'Training',
        columns: [
          { label: 'Single images' },
          { label: 'Assigned one to one' },
          { label: 'Balanced batches' },
          { label: 'Gain of batches', detail: 'as share of the gain of assignment' },
        ],
        rows,
      },
    ],
  };
}

function assignmentRows(table: ErrorTable): Row[] {
  const [assignment, balanced] = ['assignment', 'balanced'].map((protocol) =>
    table.tests.find((test) => test.protocol === protocol),
  );
  if (assignment === undefined) return [];
  return table.arms.flatMap((arm) => {
    const assigned = table.cell(arm, assignment);
    if (assigned === undefined) return [];
    const before = standardError(assigned);
    const batches = balanced === undefined ? undefined : table.cell(arm, balanced);
    const gain = before - assigned.error;
    const found = batches === undefined || gain <= 0 ? '–' : percent((before - batches.error) / gain, 0);
    return [
      {
        header: arm.label,
        cells: [
          { text: percent(before), ...runLinks(assigned.runs) },
          cellOf(assigned),
          batches === undefined ? { text: '–' } : cellOf(batches),
          { text: found, strong: true },
        ],
      },
    ];
  });
}

/** Mean error of the same predictions before assignment. */
function standardError({ runs }: ErrorCell): number {
  const errors = runs.flatMap(({ metrics }) =>
    metrics.kind === 'assignment' ? [metrics.standard.error] : [],
  );
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

function cellOf({ error, runs }: ErrorCell): Cell {
  return { text: percent(error), ...runLinks(runs) };
}
