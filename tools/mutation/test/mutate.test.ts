import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutate } from '../src/mutate.ts';

const root = join(import.meta.dirname, '../../..');
const random = {
  root,
  project: 'random',
  files: ['src/random-stream.ts'],
  tests: ['test/random-stream.test.ts'],
  concurrency: 1,
  progress: false,
};

// Stryker as it is, on a package whose tests take milliseconds: most changes of it are noticed.
test('runs a sample of the mutants of a package against its tests', async () => {
  const { score, survivors, timeOuts, ...counts } = await mutate({ ...random, sample: 4, seed: '0' });
  expect(counts.sample).toBe(4);
  expect(counts.mutants).toBeGreaterThan(20);
  expect(counts.killed + counts.timedOut + counts.survived + counts.noCoverage).toBe(4);
  expect(score).toBeGreaterThanOrEqual(0.5);
  expect(survivors.length + timeOuts.length).toBe(4 - counts.killed);
});

test('refuses a package that there is not', async () => {
  await expect(mutate({ ...random, project: 'nothing', seed: '0' })).rejects.toThrow(
    'no package nothing with a folder src',
  );
});
