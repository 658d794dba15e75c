import { describe, expect, it } from 'vitest';
import { networkNames } from '../../src/site/network-names.ts';

describe('networkNames', () => {
  const standard = { strategy: 'standard', batchSize: 10, seed: 0 };

  it('is the strategy where that tells all apart', () => {
    expect(networkNames([standard, { ...standard, strategy: 'balanced' }])).toEqual(['standard', 'balanced']);
  });

  it('says batch size and seed where they differ', () => {
    expect(networkNames([standard, { ...standard, seed: 1 }])).toEqual([
      'standard, seed 0',
      'standard, seed 1',
    ]);
    expect(networkNames([standard, { ...standard, batchSize: 20 }])).toEqual([
      'standard, batches of 10',
      'standard, batches of 20',
    ]);
  });

  it('counts those that are equal, and leaves out what is not known', () => {
    const imported = { strategy: 'imported', batchSize: null, seed: null };
    expect(networkNames([imported, standard, imported])).toEqual([
      'imported, 1',
      'standard, batches of 10, seed 0',
      'imported, 2',
    ]);
  });
});
