import type { EvaluationFacts, ProtocolFacts } from '@batchmates/results';
import { describe, expect, test } from 'vitest';
import { findArms } from '../../src/analysis/arm.ts';
import { spreadOf } from '../../src/analysis/error-cell.ts';
import { nearestExperiment, published } from '../../src/analysis/paper.ts';
import { cellName, reductionsOf } from '../../src/analysis/reductions.ts';
import { findTestings, isBalancedTest, isStandardTest } from '../../src/analysis/testing.ts';
import { evaluation, type Subject } from '../../src/testing/simulated-results.ts';
import { tests } from '../fixtures/known-results.ts';
import { subject as trained } from './runs-in-memory.ts';

const standard: ProtocolFacts = tests.standard;
const balancedBatches = { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 2 } as const;
const subject: Subject = { ...trained, images: 4 };
const factsOf = (changes: Partial<Subject> = {}, protocol: ProtocolFacts = standard) =>
  evaluation({ ...subject, ...changes }, protocol, 0).facts as EvaluationFacts;
const source = (...args: Parameters<typeof factsOf>) => ({ facts: factsOf(...args) });

test('arms stand by what their batches were made of: random, ordered, balanced, others; then by name', () => {
  const arms = findArms([
    source({ strategy: 'zigzag', composition: { kind: 'other', description: 'zigzag' } }),
    source({ strategy: 'balanced', composition: balancedBatches }),
    source({ strategy: 'sequential', composition: { kind: 'ordered' } }),
    source({ strategy: 'archive', composition: { kind: 'other', description: 'archive' } }),
    source({ strategy: 'standard' }),
    // Another seed is the same arm.
    source({ strategy: 'standard', seed: 5 }),
  ]);
  expect(arms.list.map(({ label }) => label)).toEqual([
    'Standard',
    'Sequential',
    'Balanced',
    'Archive',
    'Zigzag',
  ]);
  expect(arms.of(source({ seed: 9 })).label).toBe('Standard');
  expect(() => arms.of(source({ strategy: 'unseen' }))).toThrow(
    'internal: results of an arm that was not found before',
  );
});

test('arms of one strategy are told apart by what differs', () => {
  const both = findArms([source({ precision: 'f32' }), source({ precision: 'bf16' })]);
  expect(both.list.map(({ label }) => label).toSorted()).toEqual(['Standard, bf16', 'Standard, f32']);
  expect(
    both.list.map(({ subject: { network, width, classes, dataset, settings } }) => ({
      ...{ network, width, classes, dataset, precision: settings['precision'] },
    })),
  ).toEqual(
    ['bf16', 'f32'].map((precision) => ({
      network: 'cifar-resnet-20',
      width: 16,
      classes: 2,
      dataset: 'CIFAR-10, hold-out of data_batch_5',
      precision,
    })),
  );
});

test('a checkpoint belongs to the arm of its width and params, which its record lacks', () => {
  const trained = (width: number) => ({ training: { width, crop: 36 } });
  const widths = [8, 16].map((width) => ({ ...source(), provenance: trained(width) }));
  const arms = findArms(
    widths.map(({ facts, provenance }) => ({
      facts: { ...facts, network: { ...facts.network, width: provenance.training.width } },
      provenance,
    })),
  );
  const labels = widths.map(
    ({ facts: { training, network }, provenance }) =>
      arms.ofCheckpoint({ networkName: network.name, training, provenance })?.label,
  );
  expect(labels).toEqual(['Standard, width 8', 'Standard, width 16']);
});

describe('ways of testing', () => {
  const balanced: ProtocolFacts = {
    ...standard,
    name: 'balanced',
    heading: 'Balanced batches',
    order: 40,
    composition: balancedBatches,
    statistics: 'batch',
  };

  test('stand in the order of their protocols, then running averages first', () => {
    const found = findTestings([
      source({}, balanced),
      source({}, standard),
      source({}, { ...standard, statistics: 'running' }),
    ]);
    expect(found.list.map(({ label, detail, name }) => [label, detail, name])).toEqual([
      ['Standard', 'running averages', 'standard (running averages)'],
      ['Standard', 'population statistics', 'standard (population statistics)'],
      ['Balanced batches', 'batch statistics', 'balanced batches (batch statistics)'],
    ]);
    expect(found.of(source({ seed: 3 }, balanced)).label).toBe('Balanced batches');
    expect(() => found.of(source({}, { ...balanced, rearrangements: 7 }))).toThrow('internal: ');
  });

  test('of one protocol are told apart by options, rearrangements and, where nothing else differs, by the engine', () => {
    const details = (...all: EvaluationFacts[]) =>
      findTestings(all.map((facts) => ({ facts })))
        .list.map(({ detail }) => detail)
        .toSorted();
    expect(details(factsOf({}, balanced), factsOf({}, { ...balanced, rearrangements: 8 }))).toEqual([
      'batch statistics, rearrangements 1',
      'batch statistics, rearrangements 8',
    ]);
    expect(
      details(
        factsOf({}, { ...balanced, options: { samplesPerClass: 1 } }),
        factsOf({}, { ...balanced, options: { samplesPerClass: 2 } }),
      ),
    ).toEqual(['batch statistics, samples per class 1', 'batch statistics, samples per class 2']);
    const one = factsOf();
    const other = { ...one, engine: { ...one.engine, precision: 'bf16' as const } };
    expect(details(one, other)).toEqual(['population statistics, bf16', 'population statistics, f32']);
    // Seeds are pooled only where nothing else differs.
    expect(details(one, { ...factsOf({ seed: 1 }), engine: other.engine })).toEqual([
      'population statistics, bf16',
      'population statistics, f32',
    ]);
  });

  test.each([
    [standard, true, false],
    [{ ...standard, statistics: 'running' as const }, true, false],
    [{ ...standard, statistics: 'batch' as const }, false, false],
    [{ ...standard, decision: 'assignment' }, false, false],
    [balanced, false, true],
    [{ ...balanced, statistics: 'population' as const }, false, false],
    [{ ...balanced, decision: 'assignment' }, false, false],
    [{ ...balanced, composition: { kind: 'random' as const } }, false, false],
  ])('%j is the standard test: %s, the balanced one: %s', (protocol, isStandard, isBalanced) => {
    expect(isStandardTest(protocol)).toBe(isStandard);
    expect(isBalancedTest(protocol)).toBe(isBalanced);
  });
});

test.each([
  [{ error: 0.3, deviation: 0.1 }, [0.2, 0.4]],
  [{ error: 0.02, deviation: 0.05 }, [0, 0.07]],
  [{ error: 0.98, deviation: 0.05 }, [0.93, 1]],
  [{ error: 0.3 }, [0.3, 0.3]],
  [{ error: 0.3, interval: [0.1, 0.6] as [number, number] }, [0.1, 0.6]],
])('what is drawn around %j ends at %j, and within 0 and 1', (cell, ends) => {
  const expected = ends.map((end): unknown => expect.closeTo(end, 12));
  expect(spreadOf(cell)).toEqual(expected);
});

describe('the paper', () => {
  test.each([
    ['cifar-resnet-26', 10, published.resnet20],
    ['cifar-resnet-32', 10, published.resnet44],
    ['imagenet-resnet-18', 10, published.imagenet10],
    ['imagenet-resnet-34', 50, published.imagenet50],
    ['imagenet-resnet-34', 100, published.imagenet100],
    ['cifar-resnet', 10, published.resnet20],
    ['mycifar-resnet-20', 10, undefined],
  ])('beside %s of %i classes', (network, classes, expected) => {
    expect(nearestExperiment({ network, classes })).toBe(expected);
  });

  test('says what it trained and tested on', () => {
    expect(published.resnet44).toMatchObject({
      name: 'ResNet-44',
      network: 'ResNet-44',
      dataset: 'CIFAR-10',
      trainingImages: 50_000,
      testImages: 10_000,
      classes: 10,
      width: 64,
      table: 'Table 2',
      curvesFigure: 'Figure 2',
    });
    expect(published.imagenet50).toEqual({
      name: 'ImageNet, 50 classes',
      network: 'ResNet-34',
      dataset: '50 ImageNet classes',
      trainingImages: 65_000,
      testImages: 2500,
      classes: 50,
      width: 96,
      table: 'Tables 3 and 5',
      curvesFigure: 'Figure 3',
      errors: {
        'standard/standard': 7.3,
        'balanced/standard': 7.34,
        'balanced/balanced': 3.32,
        'balanced/shuffled-balanced': 2.04,
      },
    });
  });

  test('reduces errors that both measured, and prints its own where it has both', () => {
    const cell = (error: number) => ({ cell: { error, runs: [] } }) as never;
    const ours = {
      'standard/standard': cell(0.2),
      'balanced/balanced': cell(0),
      'balanced/shuffled-balanced': cell(0.1),
    } as Record<string, never>;
    const found = reductionsOf({
      own: published.resnet20,
      counterpart: (name) => ours[name],
    });
    expect(
      found.map(({ before, after, reduction, published: printed }) => [before, after, reduction, printed]),
    ).toEqual([
      ['standard / standard', 'balanced / balanced', 1, expect.closeTo(1 - 0.97 / 4.45, 12)],
      // Nothing to reduce, and ResNet-20 was not tested so.
      ['balanced / balanced', 'balanced / shuffled balanced', undefined, undefined],
    ]);
    expect(cellName('balanced/shuffled-balanced')).toBe('balanced / shuffled balanced');
  });
});
