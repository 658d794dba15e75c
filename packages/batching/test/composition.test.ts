import { expect, test } from 'vitest';
import { batchSizeOf, compositionSchema, type Composition } from '../src/index.ts';

test.each<[Composition, number | undefined]>([
  [{ kind: 'balanced', samplesPerClass: 2, classesPerBatch: 5 }, 10],
  [{ kind: 'random' }, undefined],
  [{ kind: 'ordered' }, undefined],
  [{ kind: 'sorted' }, undefined],
  [{ kind: 'single' }, undefined],
  [{ kind: 'other', description: 'made up' }, undefined],
])('%j says how many images a batch has: %s', (composition, images) => {
  expect(compositionSchema.parse(composition)).toEqual(composition);
  expect(batchSizeOf(composition)).toBe(images);
});

test.each([
  { kind: 'balanced', samplesPerClass: 0, classesPerBatch: 5 },
  { kind: 'balanced', samplesPerClass: 2, classesPerBatch: 2.5 },
  { kind: 'balanced', samplesPerClass: 2 },
  { kind: 'other' },
  { kind: 'random', batchSize: 3 },
  { kind: 'alphabetical' },
])('%j is no composition', (composition) => {
  expect(compositionSchema.safeParse(composition).success).toBe(false);
});
