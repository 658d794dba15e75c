import { argmaxError, percent } from '@batchmates/metrics';
import { mean } from 'simple-statistics';
import { keyOf } from '../analysis/key-of.ts';
import { sharesConditions } from '../analysis/paired.ts';
import { isBalancedTest, type Testing } from '../analysis/testing.ts';
import type { ErrorCell } from '../analysis/error-cell.ts';
import type { ErrorTable } from '../analysis/error-table.ts';
import { measuredCells } from '../analysis/measured-cells.ts';
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
          'A balanced batch holds each of its classes equally often. Without any batch statistics that alone can be used: infer every image by itself, then assign the images of a batch to the places of its classes one to one with the greatest total log probability. What assignment gains is the worth of that knowledge; batch norm can find it only through shared means and variances.',
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
  const assignments = table.tests.filter(assigns);
  return measuredCells({ ...table, tests: assignments }).map(({ arm, test, cell: assigned }) => {
    const before = argmaxErrorOf(assigned);
    const batches = table.tests
      .filter((each) => isCounterpart(each, test))
      .flatMap((each) => table.cell(arm, each) ?? [])[0];
    const gain = before - assigned.error;
    const found = batches === undefined || gain <= 0 ? '–' : percent((before - batches.error) / gain, 0);
    return {
      header: arm.label,
      ...(assignments.length > 1 ? { detail: test.name } : {}),
      cells: [
        { text: percent(before), ...runLinks(assigned.runs) },
        cellOf(assigned),
        batches === undefined ? { text: '–' } : cellOf(batches),
        { text: found, strong: true },
      ],
    };
  });
}

/** Whether answers were decided from the composition of balanced batches while no image influenced another's probabilities. */
function assigns({ protocol: { composition, statistics, decision } }: Testing): boolean {
  return composition.kind === 'balanced' && statistics !== 'batch' && decision !== null;
}

/** Whether the images of an assignment met in the same batches, under the batch's own statistics. */
function isCounterpart(test: Testing, assignment: Testing): boolean {
  return (
    isBalancedTest(test.protocol) &&
    !test.protocol.shuffles &&
    keyOf(test.protocol.composition) === keyOf(assignment.protocol.composition) &&
    sharesConditions(test, assignment)
  );
}

/** Mean error of the same probabilities without the decision. */
function argmaxErrorOf({ runs }: ErrorCell): number {
  return mean(runs.map((run) => argmaxError.compute(run).error));
}

function cellOf({ error, runs }: ErrorCell): Cell {
  return { text: percent(error), ...runLinks(runs) };
}
