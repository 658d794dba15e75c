import { describe, expect, test } from 'vitest';
import { recordedSettings } from '../../src/analysis/arm.ts';
import { pairedTests } from '../../src/analysis/paired.ts';
import { isOwnExperiment, nearestExperiment, published } from '../../src/analysis/paper.ts';
import { compareValues, tellSetting, valueText } from '../../src/analysis/settings.ts';
import { batchesOf, findTestings } from '../../src/analysis/testing.ts';
import { protocols, runOf, tableOf, type Run } from './runs-in-memory.ts';

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

test('what training went on from, and how, is one setting each, whether the record says it or the params', () => {
  const { training } = runOf({}).facts;
  const params = {
    ...{ optimizerState: 'kept', 'checkpoint.freezeBatchNorm': 'all', 'checkpoint.optimizerState': 'fresh' },
  };
  const settings = recordedSettings(
    { ...training, startedFrom: { epochs: 3, freezeBatchNorm: 'all', optimizerState: 'kept' } },
    { training: params },
  );
  expect(Object.keys(settings).filter((name) => /optimizerState|freezeBatchNorm/.test(name))).toEqual([
    'startedFrom.freezeBatchNorm',
    'startedFrom.optimizerState',
  ]);
  const imported = { architecture: 'resnet-50', file: 'a.safetensors', sha256: 'ab' };
  expect(
    recordedSettings({ ...training, imported }, { training: { file: 'models/a.safetensors' } }),
  ).not.toHaveProperty('file');
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

test('an experiment is the paper’s own on data that are called like its own from their first word', () => {
  const own = (network: string, dataset: string, paper: keyof typeof published) =>
    isOwnExperiment({ network, classes: 10, dataset }, published[paper]);
  expect(own('imagenet-resnet-34', 'ImageNet, 10 classes', 'imagenet10')).toBe(true);
  expect(own('imagenet-resnet-34', 'Tiny ImageNet', 'imagenet10')).toBe(false);
  expect(own('imagenet-resnet-34', 'ImageNets', 'imagenet10')).toBe(false);
  expect(own('cifar-resnet-20', 'CIFAR-10, hold-out', 'resnet20')).toBe(true);
  expect(own('cifar-resnet-20', 'not CIFAR-10', 'resnet20')).toBe(false);
  expect(own('cifar-resnet-20', 'CIFAR-100', 'resnet20')).toBe(false);
  expect(own('cifar-resnet-20', 'CIFAR-10, official split, a subset', 'resnet20')).toBe(false);
});

test('numbers stand by size among themselves, and as texts beside texts', () => {
  expect([compareValues(8, 'a'), compareValues('a', 8)].map(Math.sign)).toEqual([-1, 1]);
});

describe('columns', () => {
  const columns = (...runs: readonly Run[]) => tableOf(runs.map(runOf)).tests.map(({ detail }) => detail);

  test('are not told apart by what each way of training has for itself', () => {
    expect(columns({ subject: { precision: 'f32' } }, { subject: { precision: 'bf16' } })).toEqual([
      'population statistics',
    ]);
  });

  test.each(['protocol', 'views', 'split', 'engine', 'precision', 'pool'])(
    'are told apart by params of the test, but not by those of which the facts have more: %s',
    (param) => {
      const asked = ['one', 'other'].map((value) => ({ provenance: { testing: { [param]: value } } }));
      expect(columns(...asked)).toHaveLength(param === 'pool' ? 2 : 1);
    },
  );

  test('stand by whose statistics normalise, then by the values of what tells them apart', () => {
    const standard = (statistics: 'running' | 'population' | 'batch', rearrangements = 1) => ({
      protocol: { ...protocols.standard, statistics, rearrangements },
    });
    expect(columns(standard('batch'), standard('running'), standard('population'))).toEqual([
      ...['running averages', 'population statistics', 'batch statistics'],
    ]);
    expect(columns(...[10, 8, 1].map((count) => standard('population', count)))).toEqual(
      [1, 8, 10].map((count) => `population statistics, rearrangements ${count}`),
    );
  });
});

test('arms that differ in a number are compared with the one of the least', () => {
  const runs = [0.3, 0.1, 0.2].map((rate) => runOf({ provenance: { training: { rate } } }));
  expect(pairedTests(tableOf(runs)).ofArms.map(({ first, second }) => [first, second])).toEqual(
    [0.2, 0.3].map((rate) => ['standard, rate 0.1 training', `standard, rate ${rate} training`]),
  );
});

describe('images that are normalised together', () => {
  const random = (options: Record<string, unknown>) => ({ ...protocols.random, options });
  const ordered = (kind: 'ordered' | 'sorted') => ({ ...random({ batchSize: 5 }), composition: { kind } });

  test.each([
    ['alone', protocols.standard, undefined],
    ['as many as there are classes, where random batches do not say', random({}), 2],
    ['nor by a number', random({ batchSize: 'all' }), 2],
    ['as many as random batches say', random({ batchSize: 5 }), 5],
    ['as many as batches in the order of the data set say', ordered('ordered'), 5],
    ['as many as batches of sorted images say', ordered('sorted'), 5],
    [
      'not known of random batches of one’s own protocol',
      { ...random({ size: 4 }), name: 'mine' },
      undefined,
    ],
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

test('batches of several sizes are called by these, not by the options that make them', () => {
  const random = (batchSize: number) => ({ ...protocols.random, options: { batchSize } });
  const details = [10, 20].map((batchSize) => runOf({ protocol: random(batchSize) }));
  expect(findTestings(details).list.map(({ detail }) => detail)).toEqual([
    'batch statistics, batches of 10',
    'batch statistics, batches of 20',
  ]);
});

test('a composition of its own kind says what it is where it tells it from others', () => {
  const composed = (options: Record<string, number>) => ({
    ...protocols.random,
    composition: { kind: 'other', description: 'all but one class' } as const,
    options,
  });
  const details = (...all: Record<string, number>[]) =>
    findTestings(all.map((options) => runOf({ protocol: composed(options) }))).list.map(
      ({ detail }) => detail,
    );
  expect(details({ missing: 1 })).toEqual(['batch statistics, all but one class']);
  expect(details({ missing: 1 }, { missing: 2 })).toEqual([
    'batch statistics, missing 1',
    'batch statistics, missing 2',
  ]);
  const described = ['one class missing', 'one class doubled'].map((description, doubled) =>
    runOf({
      protocol: {
        ...protocols.random,
        composition: { kind: 'other', description },
        options: { missing: 1 - doubled, doubled },
      },
    }),
  );
  expect(findTestings(described).list.map(({ detail }) => detail)).toEqual([
    'batch statistics, one class doubled',
    'batch statistics, one class missing',
  ]);
});
