import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { auditCells, auditTable } from '../src/index.ts';
import { auditFacts } from '../src/testing/index.ts';

/** First cells of the first table after a line of a page. */
function rowsAfter(page: string, line: string): readonly string[] {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  const lines = text.slice(text.indexOf(`\n${line}`)).split('\n');
  const table = lines.slice(lines.findIndex((each) => each.startsWith('|')));
  const end = table.findIndex((each) => !each.startsWith('|'));
  return table.slice(2, end).map((row) => row.split('|')[1]!.trim());
}

/** What the table of errors has of every protocol, in words. */
const ofCells = Object.keys(auditCells(auditFacts())[0]!)
  .filter((key) => !/^protocol$|nterval$|^range$/.test(key))
  .map((key) => key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));

const ofTable = auditTable(auditFacts()).map(({ measure }) => measure.toLowerCase());

test('pages, terminals and reports call the figures of an audit by the same names', () => {
  const figures = rowsAfter('audit.md', '## What each figure answers');
  expect(figures.map((name) => name.replace(/ per protocol$/, ''))).toEqual([
    ...ofCells,
    ...ofTable,
    'per-layer attribution',
    'reference band',
  ]);
  const numbers = rowsAfter('protocols.md', '## Audits');
  for (const name of numbers)
    expect(
      figures.some((figure) => figure.startsWith(name)),
      name,
    ).toBe(true);
  expect(numbers).toHaveLength(ofTable.length);
});
