import { beforeAll, describe, expect, it } from 'vitest';
import { corruptArtifacts, type Corruption } from '../src/testing/index.ts';

// The same with thousands: npm run bench -- corruption
describe('a file of an artifact that was damaged', () => {
  let corruptions: Corruption[];

  beforeAll(async () => {
    corruptions = await corruptArtifacts({ count: 150, seed: 0 });
  });

  it('is refused by the stage that reads it, whichever file and place', () => {
    expect(corruptions.filter(({ outcome }) => outcome !== 'noticed')).toEqual([]);
    expect(corruptions).toHaveLength(150);
  });

  it('was of every type of artifact', () => {
    const types = new Set(corruptions.map(({ type }) => type));
    expect([...types].toSorted()).toEqual(['checkpoint', 'dataset', 'report', 'results']);
  });
});
