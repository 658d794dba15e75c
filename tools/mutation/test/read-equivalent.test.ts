import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEquivalent } from '../src/read-equivalent.ts';

const root = join(import.meta.dirname, '../../..');

test('every change that is named as equivalent is on a line that the code still has', () => {
  const stale = readEquivalent(root).filter(({ file, code }) => !linesOf(join(root, file)).includes(code));
  expect(stale).toEqual([]);
});

function linesOf(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim());
}
