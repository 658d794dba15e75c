import { describe, expect, test } from 'vitest';
import { recordedSettings } from '../../src/analysis/arm.ts';
import { pairedTests } from '../../src/analysis/paired.ts';
import { nearestExperiment, published } from '../../src/analysis/paper.ts';
import { tellSetting, valueText } from '../../src/analysis/settings.ts';
import { batchesOf, findTestings } from '../../src/analysis/testing.ts';
import { protocols, runOf, tableOf } from './runs-in-memory.ts';

test('settings of training are those recorded, then the params that it does not record', () => {
  const { facts } = runOf({});
  const params = {
    ...{ batchSize: 99, network: 'other', width: 64, crop: 36, 'augmentation.kind': 'none' },
    ...{ 'checkpoint.batchSize': 8, 'checkpoint.checkpoint.epochs': 3, 'checkpoint.crop': 40 },
  };
  const provenance = { training: params };
  expect(recordedSettings(facts.training, provenance)).toEqual({
    ...{ precision: 'f32', epochs: 12, batchSize: 2, engine: 'onednn', 'batching.kind': 'standard' },
    ...{ crop: 36, 'augmentation.kind': 'none', 'checkpoint.crop': 40 },
  });
  expect(recordedSettings(facts.training, undefined)).toEqual({
    ...{ precision: 'f32', epochs: 12, batchSize: 2, engine: 'onednn', 'batching.kind': 'standard' },
  });
});

test('values of settings that need no name have none; others are called by it', () => {
  for (const name of ['network', 'precision', 'dataset', 'engine', 'statistics', 'views'])
    expect([tellSetting(name, 'mine'), tellSetting(name, 2)]).toEqual(['mine', `${name} 2`]);
  expect(tellSetting('width', 'mine')).toBe('width mine');
});

test('a value is shown as JSON, but a text as it is', () => {
  expect(['glyphs', [2, 10], { a: 1 }, 0.5, false].map(valueText)).toEqual([
    ...['glyphs', '[2,10]', '{"a":1}', '0.5', 'false'],
  ]);
  // Texts that would be taken for something else.
  for (const text of ['1', '-2.5', '+.5', '1e5', '1e-5', '1E+5', 'true', 'FALSE', 'null', ''])
    expect(valueText(text)).toBe(`"${text}"`);
  for (const text of ['1 px', 'v1', '1e', 'truely', 'nullable', '-', 'e5'])
    expect(valueText(text)).toBe(text);
});

test('the depth of a network is the number that its name ends with', () => {
  expect(nearestExperiment({ network: 'cifar-v2-resnet-44', classes: 10 })).toBe(published.resnet44);
  expect(nearestExperiment({ network: 'cifar-44-resnet', classes: 10 })).toBe(published.resnet20);
});

describe('images that are normalised together', () => {
  const random = (options: Record<string, unknown>) => ({ ...protocols.random, options });

  test.each([
    ['alone', protocols.standard, undefined],
    ['as many as there are classes, where random batches do not say', random({}), 2],
    ['nor by a number', random({ batchSize: 'all' }), 2],
    ['as many as random batches say', random({ batchSize: 5 }), 5],
    ['those of a balanced batch', protocols.balanced, 2],
    [
      'no batch, under other statistics',
      { ...protocols.balanced, statistics: 'population' as const },
      undefined,
    ],
  ])('are %s', (_, protocol, size) => {
    expect(findTestings([runOf({ protocol })]).list.map(({ batchSize }) => batchSize)).toEqual([size]);
  });
});

test('batches are told by their size, where there is one', () => {
  expect([batchesOf(20), batchesOf(undefined)]).toEqual(['batches of 20', '']);
});

test('calibrations are ways of testing of their own, but only of what uses their statistics', () => {
  const columns = (protocol: (typeof protocols)[keyof typeof protocols]) =>
    findTestings(
      [1, 2].map((count) =>
        runOf({ protocol, provenance: { calibration: { 'calibration.batches': count } } }),
      ),
    ).list.map(({ detail }) => detail);
  expect(columns(protocols.standard)).toEqual(
    [1, 2].map((count) => `population statistics, calibration batches ${count}`),
  );
  expect(columns(protocols.balanced)).toEqual(['batch statistics']);
});

test('arms that differ in an option of their batching are called by it', () => {
  const composition = (samplesPerClass: number) =>
    ({ kind: 'balanced', samplesPerClass, classesPerBatch: 2 }) as const;
  const runs = [1, 2].map((samplesPerClass) => {
    const run = runOf({ subject: { strategy: 'balanced', composition: composition(samplesPerClass) } });
    const batching = { kind: 'balanced', samplesPerClass };
    return { ...run, facts: { ...run.facts, training: { ...run.facts.training, batching } } };
  });
  const { ofArms } = pairedTests(tableOf(runs));
  expect(ofArms.map(({ first, second, differsIn }) => [first, second, differsIn])).toEqual([
    [
      'balanced training, batching samples per class 1',
      'balanced (2 per class) training, batching samples per class 2',
      'batching samples per class',
    ],
  ]);
});
