import { count, pValue } from '@batchmates/metrics';
import { resultsFiles } from '@batchmates/results';
import { keyOf } from '../analysis/key-of.ts';
import { isShown, type PairedRow } from '../analysis/paired.ts';
import type { Cell, Section, TableBlock } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import { changeCell, changeColumn, correctedCell, correctedColumn } from './compared-cells.ts';
import type { SectionContext } from './section-context.ts';
import { runLinks } from './source-links.ts';

/** Exact tests between cells that differ in one thing and predicted the same images. */
export function pairedSection({ paired }: SectionContext): Section | undefined {
  const blocks = [
    ...family(paired.ofTests, {
      id: 'paired-tests',
      matrix: 'Change of error by the way of testing',
      list: 'Ways of testing the same network',
      across: byPair,
      down: byCommon,
    }),
    ...family(paired.ofArms, {
      id: 'paired-arms',
      matrix: 'Change of error by the way of training',
      list: 'Ways of training, under the same test',
      across: byCommon,
      down: byPair,
    }),
  ];
  if (blocks.length === 0) return undefined;
  return {
    id: 'paired',
    title: 'The same images, twice',
    blocks: [
      {
        kind: 'prose',
        content: [
          'Both ways of a comparison differ in one thing and answered the very same images. An image counts by the runs in which only one of both errs on it; the exact test asks how likely so uneven a split is if both were equally good. With one run each it is McNemar’s test. It speaks of these networks and other images, not of other seeds. Images are taken to be independent; where a batch is answered rightly or wrongly as a whole they are not, and an audit’s intervals, which allow for that, are wider.',
        ],
      },
      ...blocks,
    ],
  };
}

/** How a family of comparisons is shown. */
interface Family extends Axes {
  readonly id: string;
  /** Captions. */
  readonly matrix: string;
  readonly list: string;
}

/** A matrix and, folded behind it, the list with its counts; the list alone where there is nothing to arrange. */
function family(rows: readonly PairedRow[], { id, matrix, list, ...axes }: Family): TableBlock[] {
  if (rows.length === 0) return [];
  const arranged = pairedMatrix(`${id}-matrix`, matrix, rows, axes);
  const listed = pairedTable(id, list, rows);
  return arranged === undefined ? [listed] : [arranged, { ...listed, folded: true }];
}

/** A line of a matrix of comparisons: what its row, or its column, is about. */
interface Line {
  readonly label: string;
  readonly detail?: string;
}

/** What the columns and the rows of a matrix are about. */
interface Axes {
  readonly across: (row: PairedRow) => Line;
  readonly down: (row: PairedRow) => Line;
}

const byCommon = ({ common }: PairedRow): Line => ({ label: common });
const byPair = ({ first, second }: PairedRow): Line => ({ label: second, detail: `against ${first}` });

/** All comparisons of a family at a glance; a single one needs no matrix. */
function pairedMatrix(
  id: string,
  caption: string,
  rows: readonly PairedRow[],
  { across, down }: Axes,
): TableBlock | undefined {
  const columns = linesOf(rows, across);
  const lines = linesOf(rows, down);
  if (rows.length < 2) return undefined;
  const found = new Map(rows.map((row) => [keyOf([across(row), down(row)]), row]));
  return {
    kind: 'table',
    id,
    caption,
    corner: 'Comparison',
    columns: [...columns.values()],
    rows: [...lines.values()].map((line) => {
      const { label, ...detail } = line;
      const cells = [...columns.values()].map((column) => matrixCell(found.get(keyOf([column, line]))));
      return { header: label, ...detail, cells };
    }),
    note: [
      'Percentage points with 95 % intervals (Bonett and Price); p after Holm’s correction over all of the table.',
    ],
  };
}

function linesOf(rows: readonly PairedRow[], line: (row: PairedRow) => Line): Map<string, Line> {
  return new Map(rows.map((row) => [keyOf(line(row)), line(row)]));
}

function matrixCell(row: PairedRow | undefined): Cell {
  if (row === undefined) return { text: '–' };
  const { text, details = [] } = changeCell(row);
  const p = `p ${pValue(row.adjusted)}`;
  const links = runLinks(row.sources.map(([, other]) => other));
  return isShown(row)
    ? { text, details: [...details, p], strong: true, ...links }
    : { text, details: [...details, `no difference shown, ${p}`], ...links };
}

function pairedTable(id: string, caption: string, rows: readonly PairedRow[]): TableBlock {
  const shown = rows.filter(isShown).length;
  return {
    kind: 'table',
    id,
    caption,
    corner: 'The same',
    folded: rows.length > 16,
    columns: [
      { label: 'First', text: true },
      { label: 'Second', text: true },
      { label: 'Only the first wrong' },
      { label: 'Only the second wrong' },
      changeColumn,
      { label: 'p' },
      correctedColumn,
    ],
    rows: rows.map((row) => {
      const { common, differsIn, first, second, comparison, sources } = row;
      const [one, other] = sources[0]!;
      return {
        header: common,
        detail: [`differ in ${differsIn}`, ...(sources.length > 1 ? [`${sources.length} seeds`] : [])].join(
          ', ',
        ),
        cells: [
          { text: first },
          { text: second },
          { text: count(comparison.onlyFirstWrong), href: linkTo(one, resultsFiles.predictions) },
          { text: count(comparison.onlySecondWrong), href: linkTo(other, resultsFiles.predictions) },
          changeCell(row),
          { text: pValue(comparison.pValue) },
          correctedCell(row),
        ],
      };
    }),
    note: [
      `${count(shown)} of ${count(rows.length)} comparisons show a difference (p below 0.05 after Holm’s correction over this table). Under the change of error stands its 95 % interval over images (Bonett and Price).`,
    ],
  };
}
