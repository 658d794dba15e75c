import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { fileOf, outcomeOf } from '../src/fuzz-case.ts';
import { fuzz } from '../src/fuzz.ts';
import { ownReaders } from '../src/readers.ts';

// Those of ingestion have a test of the same kind there.
describe.each(ownReaders.map((reader) => [reader.name, reader] as const))('%s', (_, reader) => {
  test('reads its own files', async () => {
    const folder = await temporaryFolder();
    for (const sample of await reader.samples())
      expect(await outcomeOf(reader, sample, folder)).toEqual({ kind: 'right' });
  });

  test('reads mutated files right, or refuses them in a line', async () => {
    const folder = await temporaryFolder();
    const kinds = new Set<string>();
    for (let number = 0; number < 150; number++) {
      const outcome = await outcomeOf(reader, await fileOf(reader, 1, number), folder);
      expect(outcome, `npm run fuzz -- ${reader.name} --seed 1, case ${number}`).not.toMatchObject({
        kind: 'wrong',
      });
      kinds.add(outcome.kind);
    }
    // Mutations that nothing notices, or that are all noticed at once, would test nothing.
    expect([...kinds].sort()).toEqual(['refused', 'right']);
  });
});

test('the same seed and number give the same file', async () => {
  const [reader] = ownReaders;
  expect(await fileOf(reader!, 5, 7)).toEqual(await fileOf(reader!, 5, 7));
  expect(await fileOf(reader!, 5, 7)).not.toEqual(await fileOf(reader!, 6, 7));
});

test('a process runs one case after another', async () => {
  const failures = join(mkdtempSync(join(tmpdir(), 'fuzz-')), 'failures');
  const { right, refused, wrong } = await fuzz(ownReaders[0]!, {
    cases: 20,
    seed: 2,
    processes: 1,
    failures,
  });
  expect(wrong).toEqual([]);
  expect(right + refused).toBe(20);
});
