import { expect, test } from 'vitest';
import { bandOf, referenceBand, withAudit } from '../src/index.ts';
import { auditFacts, gapOf } from '../src/testing/index.ts';

test('every network of the band has seeds, numbers and the command that made them', () => {
  for (const { runs, command, dataset, batchSize } of referenceBand) {
    expect(new Set(runs.map(({ seed }) => seed)).size).toBe(runs.length);
    expect(runs.length).toBeGreaterThanOrEqual(3);
    expect(command).toMatch(/^npx batchmates /);
    expect([dataset.length > 0, batchSize > 1]).toEqual([true, true]);
    for (const { labelGain, batchCost } of runs)
      expect([Math.abs(labelGain) < 1, Math.abs(batchCost) < 1]).toEqual([true, true]);
  }
});

test('an audit is added as a seed of its network, or in the place of the same seed', () => {
  const once = withAudit([], auditFacts(), 'npx batchmates run-all one');
  const { training } = auditFacts();
  const other = auditFacts({ training: { ...training, seed: 1 }, labelGain: gapOf(0.2, 0.01) });
  const twice = withAudit(once, other, 'npx batchmates run-all two');
  expect(twice).toHaveLength(1);
  expect(twice[0]).toMatchObject({
    dataset: 'letters',
    training: 'balanced',
    command: 'npx batchmates run-all two',
    runs: [
      { seed: 0, labelGain: 0.109, batchCost: 0.052 },
      { seed: 1, labelGain: 0.2, batchCost: 0.052 },
    ],
  });
  expect(bandOf(twice[0]!, 'labelGain')).toEqual([0.109, 0.2]);
  expect(withAudit(twice, other, 'npx batchmates run-all two')).toEqual(twice);
  expect(withAudit(twice, auditFacts({ batchSize: 20 }), 'c')).toHaveLength(2);
  expect(withAudit(twice, auditFacts({ labelGain: null }), 'c')).toBe(twice);
});
