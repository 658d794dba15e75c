import { SMALL_BATCH } from '@batchmates/batching';
import type { ErrorCell } from '../analysis/error-cell.ts';
import type { ErrorTable } from '../analysis/error-table.ts';
import { count, percent, percentRange } from '@batchmates/metrics';
import { measuredCells } from '../analysis/measured-cells.ts';
import type { Cell, TableBlock } from '../document/document.ts';
import { runLinks } from './source-links.ts';

/** The training x testing error table: the paper's Table 2 with every cell it leaves out. */
export function errorTableBlock(table: ErrorTable): TableBlock {
  const { arms, tests, comparisons } = table;
  const papers = [...new Set(comparisons.flatMap(({ own }) => own ?? []))];
  const measured = measuredCells(table).map(({ cell }) => cell);
  const counts = measured.map(({ runs }) => runs.length);
  return {
    kind: 'table',
    id: 'error-table',
    caption: 'Test error by way of training (rows) and of testing (columns)',
    corner: 'Training',
    columns: tests.map(({ label, detail }) => ({ label, detail })),
    rows: arms.map((arm) => ({
      header: arm.label,
      cells: tests.map((test) => {
        const cell = table.cell(arm, test);
        return cell === undefined ? { text: '–' } : errorCellView(cell, table.publishedError(arm, test));
      }),
    })),
    note: [
      ...(counts.some((runs) => runs > 1)
        ? [
            'Of several runs the mean error over seeds ± sample standard deviation: over networks, where several were trained, else over arrangements of the test batches. Every run is listed below. ',
          ]
        : []),
      ...(counts.some((runs) => runs === 1)
        ? ['Of a single run the error, its 95 % Wilson interval, and how many images were answered wrongly. ']
        : []),
      ...(papers.length === 0
        ? []
        : [
            `“Paper” is what it prints for ${papers.map(({ name, table: where }) => `${name} (${where})`).join(', ')}; what differs is said below. `,
          ]),
      ...smallBatches(table),
      'Each number links to the results it came from.',
    ],
  };
}

/** Says so where nobody chose how small the batches of batch norm are. */
function smallBatches(table: ErrorTable): string[] {
  const runs = measuredCells(table).flatMap(({ cell }) => cell.runs);
  const sizes = runs
    .filter(
      ({ provenance: { training } }) =>
        training['stage'] === 'trainer/train' &&
        training['norm.kind'] !== 'group' &&
        training['freezeBatchNorm'] === undefined &&
        training['batchSize'] === undefined,
    )
    .flatMap(({ facts }) => facts.training.batchSize ?? [])
    .filter((size) => size < SMALL_BATCH);
  if (sizes.length === 0) return [];
  const least = Math.min(...sizes);
  return [
    `Batches of ${least} images, the default, cost accuracy by themselves: below ${SMALL_BATCH} the statistics of a batch are rough, whatever it is composed of. `,
  ];
}

function errorCellView(cell: ErrorCell, published: number | undefined): Cell {
  const single =
    cell.interval === undefined
      ? []
      : [percentRange(cell.interval), `${count(cell.runs[0]!.tally.errors)} of ${count(cell.images)}`];
  const several =
    cell.deviation === undefined
      ? []
      : [`± ${percent(cell.deviation)}, ${cell.runs.length} runs`, `${count(cell.images)} images`];
  return {
    text: percent(cell.error),
    details: [...single, ...several, ...(published === undefined ? [] : [`paper: ${percent(published)}`])],
    ...runLinks(cell.runs),
  };
}
