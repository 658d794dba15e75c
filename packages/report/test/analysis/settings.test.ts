import { describe, expect, it } from 'vitest';
import {
  compareValues,
  differences,
  seedsIn,
  settingName,
  settingsIn,
  tellingSettings,
  tellSetting,
} from '../../src/analysis/settings.ts';

const params = {
  width: 16,
  seed: 3,
  norm: { kind: 'batch', momentum: 0.1 },
  batching: { kind: 'mine', seed: 4 },
  crops: [1, 2],
  shortcut: null,
};

it('settings are the values inside params; seeds are apart', () => {
  expect(settingsIn(params, 'data.')).toEqual({
    'data.width': 16,
    'data.norm.kind': 'batch',
    'data.norm.momentum': 0.1,
    'data.batching.kind': 'mine',
    'data.crops': [1, 2],
  });
  expect(seedsIn(params)).toEqual({ seed: 3, 'batching.seed': 4 });
});

describe('differences', () => {
  const base = { width: 16, 'optimizer.kind': 'sgd', 'optimizer.momentum': 0.9, 'data.stage': 'glyphs' };

  it('of two imports are one, whatever their files are called', () => {
    const imported = (file: string) => ({ 'imported.file': file, 'imported.sha256': file });
    expect(differences(imported('a'), imported('b'))).toEqual(['imported']);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string[]]>([
    ['nothing', {}, []],
    ['a value', { width: 32 }, ['width']],
    ['an absent value', { width: undefined }, ['width']],
    ['an option of the same choice', { 'optimizer.momentum': 0.5 }, ['optimizer.momentum']],
    [
      'another choice, with other options',
      { 'optimizer.kind': 'rmsprop', 'optimizer.momentum': undefined, 'optimizer.decay': 0.999 },
      ['optimizer'],
    ],
    ['other data', { 'data.stage': 'cifar10', 'data.pad': 4, dataset: 'CIFAR-10', classes: 3 }, ['data']],
    ['an option of the data', { 'data.noise': 60, dataset: 'noisy letters' }, ['data.noise']],
    ['data that record no settings', { dataset: 'noisy letters' }, ['dataset']],
    ['something that one has not', { 'noise.fraction': 0.1, 'noise.splits': ['train'] }, ['noise']],
    [
      'a plain value against options',
      { width: undefined, 'width.most': 32, 'width.imbalance': 4 },
      ['width'],
    ],
    ['another file', { 'imported.file': 'a.bin', 'imported.sha256': 'ab' }, ['imported']],
    ['two things', { width: 32, 'optimizer.momentum': 0.5 }, ['width', 'optimizer.momentum']],
  ])('%s', (_, change, expected) => {
    expect(differences(base, { ...base, ...change })).toEqual(expected);
    expect(differences({ ...base, ...change }, base).toSorted()).toEqual(expected.toSorted());
  });
});

it('telling settings are the fewest that tell the items apart, the earliest first', () => {
  const items = [
    { width: 16, rate: 0.1, momentum: 0.9, depth: 20 },
    { width: 64, rate: 0.2, momentum: 0.9, depth: 20 },
    { width: 16, rate: 0.1, momentum: 0.5, depth: 20 },
  ];
  // The rate changes with the width.
  expect(tellingSettings(items)).toEqual(['width', 'momentum']);
  expect(tellingSettings(items.slice(0, 1))).toEqual([]);
});

it.each([
  ['optimizer.momentum', 0.9, 'optimizer momentum 0.9'],
  ['evaluateEvery', 5, 'evaluate every 5'],
  ['norm.kind', 'group', 'norm group'],
  ['precision', 'bf16', 'bf16'],
  ['crop', undefined, 'crop not set'],
  ['data.stage', 'ingestion/glyphs', 'data ingestion/glyphs'],
])('%s of %j is told as %s', (name, value, told) => {
  expect(tellSetting(name, value)).toBe(told);
});

it('a choice is called by what is chosen', () => {
  expect(['optimizer.kind', 'data.stage', 'kind', 'batchSize'].map(settingName)).toEqual([
    'optimizer',
    'data',
    'kind',
    'batch size',
  ]);
});

it('values stand by size, texts by the numbers in them, absent ones first', () => {
  expect([8, 4, 16, undefined, 1000].toSorted(compareValues)).toEqual([4, 8, 16, 1000, undefined]);
  expect(['w16', 'w4', 'w8'].toSorted(compareValues)).toEqual(['w4', 'w8', 'w16']);
  expect(compareValues(undefined, 3)).toBeLessThan(0);
  expect(compareValues([2], [10])).toBeLessThan(0);
});
