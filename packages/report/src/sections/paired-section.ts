import { count, pValue } from '@batchmates/metrics';
import { resultsFiles } from '@batchmates/results';
import { isShown, type PairedRow } from '../analysis/paired.ts';
import type { Section, TableBlock } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import { changeCell, changeColumn, correctedCell, correctedColumn } from './compared-cells.ts';
import type { SectionContext } from './section-context.ts';

/** Exact tests between cells that differ in one thing and predicted the same images. */
export function pairedSection({ paired }: SectionContext): Section | undefined {
  const tables = [
    pairedTable('paired-tests', 'Ways of testing the same network', paired.ofTests),
    pairedTable('paired-arms', 'Ways of training, under the same test', paired.ofArms),
  ].filter(({ rows }) => rows.length > 0);
  if (tables.length === 0) return undefined;
  return {
    id: 'paired',
    title: 'The same images, twice',
    blocks: [
      {
        kind: 'prose',
        content: [
          'Both ways of a row differ in one thing and answered the very same images. An image counts by the runs in which only one of both errs on it; the exact test asks how likely so uneven a split is if both were equally good. With one run each it is McNemar’s test. It speaks of these networks and other images, not of other seeds.',
        ],
      },
      ...tables,
    ],
  };
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
