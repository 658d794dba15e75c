import { count, mcNemar, points, pValue } from '@batchmates/metrics';
import { resultsFiles } from '@batchmates/results';
import { pairedTests } from '../analysis/paired.ts';
import type { Section } from '../document/document.ts';
import { linkTo } from '../evidence/evidence.ts';
import type { SectionContext } from './section-context.ts';

/** McNemar's tests between cells that predicted the same images. */
export function pairedSection({ table }: SectionContext): Section | undefined {
  const rows = pairedTests(table);
  if (rows.length === 0) return undefined;
  const seeds = new Set(rows.map(({ seed }) => seed));
  return {
    id: 'paired',
    title: 'The same images, twice',
    blocks: [
      {
        kind: 'prose',
        content: [
          'Both ways of a row answered the very same images, so only images on which exactly one errs tell them apart. McNemar’s exact test asks how likely so uneven a split is if both were equally good.',
        ],
      },
      {
        kind: 'table',
        id: 'paired-tests',
        caption: mcNemar.label,
        corner: 'The same',
        folded: rows.length > 16,
        columns: [
          { label: 'First', text: true },
          { label: 'Second', text: true },
          { label: 'Only the first wrong' },
          { label: 'Only the second wrong' },
          { label: 'Change of error', detail: 'percentage points' },
          { label: 'p' },
        ],
        rows: rows.map(({ common, first, second, seed, comparison, sources: [one, other] }) => ({
          header: common,
          ...(seeds.size > 1 ? { detail: `seed ${seed}` } : {}),
          cells: [
            { text: first },
            { text: second },
            { text: count(comparison.onlyFirstWrong), href: linkTo(one, resultsFiles.predictions) },
            { text: count(comparison.onlySecondWrong), href: linkTo(other, resultsFiles.predictions) },
            { text: points(comparison.difference) },
            { text: pValue(comparison.pValue) },
          ],
        })),
        note: [
          `${count(rows.length)} tests: a p-value of 0.05 is expected once in twenty of them by chance alone.`,
        ],
      },
    ],
  };
}
