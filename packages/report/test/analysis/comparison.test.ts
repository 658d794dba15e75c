import type { ProtocolFacts } from '@batchmates/results';
import { describe, expect, test } from 'vitest';
import type { Arm } from '../../src/analysis/arm.ts';
import { publishedCell } from '../../src/analysis/comparison.ts';
import { keyCells } from '../../src/analysis/key-cells.ts';
import { published, publishedCells } from '../../src/analysis/paper.ts';
import type { Testing } from '../../src/analysis/testing.ts';
import type { EvaluationSource } from '../../src/evidence/evidence.ts';
import { balanced, protocols, runOf, tableOf, type Run } from './runs-in-memory.ts';

const running: ProtocolFacts = { ...protocols.standard, statistics: 'running' };
const shuffled: ProtocolFacts = { ...protocols.balanced, name: 'shuffled', order: 50, shuffles: true };
const ten = Array.from({ length: 10 }, (_, index) => `class ${index}`);
const close = (value: number): unknown => expect.closeTo(value, 12);

describe('a cell answers to one of the paper', () => {
  const arm = (kind: 'random' | 'ordered' | 'balanced', samplesPerClass = 1) =>
    ({
      composition: kind === 'balanced' ? { kind, samplesPerClass, classesPerBatch: 2 } : { kind },
    }) as Arm;
  const testing = (protocol: ProtocolFacts) => ({ protocol }) as Testing;
  const named = (of: Arm, protocol: ProtocolFacts, others: readonly ProtocolFacts[] = []) =>
    publishedCell(of, testing(protocol), [protocol, ...others].map(testing));

  test.each<[string, Arm, ProtocolFacts, readonly ProtocolFacts[], string | undefined]>([
    ['the standard test', arm('random'), protocols.standard, [], 'standard/standard'],
    ['of balanced training', arm('balanced'), protocols.standard, [], 'balanced/standard'],
    ['under running averages, where there are no others', arm('random'), running, [], 'standard/standard'],
    [
      'and where other tests use their batch',
      arm('random'),
      running,
      [protocols.balanced],
      'standard/standard',
    ],
    ['but not beside population statistics', arm('random'), running, [protocols.standard], undefined],
    [
      'which are its test beside running averages',
      arm('random'),
      protocols.standard,
      [running],
      'standard/standard',
    ],
    ['balanced batches', arm('balanced'), protocols.balanced, [], 'balanced/balanced'],
    ['shuffled ones', arm('balanced'), shuffled, [], 'balanced/shuffled-balanced'],
    ['other batches than trained on', arm('balanced', 2), protocols.balanced, [], undefined],
    [
      'whatever the batches of the standard test',
      arm('balanced', 2),
      protocols.standard,
      [],
      'balanced/standard',
    ],
    [
      'standard training on balanced batches, which it does not print',
      arm('random'),
      protocols.balanced,
      [],
      undefined,
    ],
    ['random batches', arm('random'), protocols.random, [], undefined],
    ['training in order', arm('ordered'), protocols.standard, [], undefined],
    [
      'a decision over the batch',
      arm('balanced'),
      { ...protocols.balanced, decision: 'assignment' },
      [],
      undefined,
    ],
  ])('%s', (_, of, protocol, others, cell) => {
    expect(named(of, protocol, others)).toBe(cell);
  });
});

describe('a comparison', () => {
  const counterparts = (runs: readonly Run[]) => {
    const [comparison] = tableOf(runs.map(runOf)).comparisons;
    return publishedCells.map((cell) => comparison!.counterpart(cell)?.cell.error);
  };
  const first = (count: number) => Array.from({ length: count }, (_, image) => image);

  test('takes the views with which most of the paper’s cells were measured, the first where as many', () => {
    const grid = { name: 'grid', count: 18 } as const;
    const both = [
      { wrong: first(1) },
      { wrong: first(2), views: grid },
      { subject: balanced, wrong: first(3), views: grid },
    ];
    expect(counterparts(both)).toEqual([0.2, 0.3, undefined, undefined]);
    expect(counterparts(both.slice(0, 2))).toEqual([0.1, undefined, undefined, undefined]);
  });

  test('takes the first of several arms of the paper’s kind, and of its own subject only', () => {
    const engine = (precision: 'f32' | 'bf16', errors: number) => ({
      subject: { precision },
      wrong: first(errors),
    });
    const table = tableOf([engine('f32', 1), engine('bf16', 2)].map(runOf));
    expect(
      table.comparisons.map((each) => [each.label, each.counterpart('standard/standard')?.cell.error]),
    ).toEqual([
      ['bf16', 0.2],
      ['f32', 0.1],
    ]);
  });

  test('has the paper’s numbers beside its own test images and labels only', () => {
    const clean = { subject: { classNames: ten }, dataset: 'CIFAR-10, hold-out' };
    const noisy = (wrong: number): Run => ({
      ...clean,
      dataset: 'CIFAR-10, hold-out, a subset',
      provenance: { testData: { 'test data.labelNoise.fraction': wrong } },
    });
    const asked = (runs: readonly EvaluationSource[], paper: 'auto' | 'resnet20' = 'auto') => {
      const table = tableOf(runs, paper);
      return table.tests.map((each) => table.publishedError(table.arms[0]!, each));
    };
    const trained = (run: Run) => {
      const made = runOf(run);
      return {
        ...made,
        facts: { ...made.facts, training: { ...made.facts.training, dataset: clean.dataset } },
      };
    };
    expect(asked([clean, noisy(0.1), noisy(0.2)].map(trained))).toEqual([
      close(0.0445),
      undefined,
      undefined,
    ]);
    expect(asked([noisy(0.1), noisy(0.2)].map(trained))).toEqual([undefined, undefined]);
    expect(asked([noisy(0.1)].map(trained), 'resnet20')).toEqual([close(0.0445)]);
    expect(asked([runOf(noisy(0.1))])).toEqual([undefined]);
  });

  test.each([
    ['the nearest, its own', 'auto', 'cifar-resnet-20', 'CIFAR-10, hold-out', published.resnet20, true],
    [
      'the nearest, of another depth',
      'auto',
      'cifar-resnet-8',
      'CIFAR-10, hold-out',
      published.resnet20,
      false,
    ],
    ['the nearest, of other data', 'auto', 'cifar-resnet-20', 'CIFAR-100', published.resnet20, false],
    ['none', 'none', 'cifar-resnet-20', 'CIFAR-10', undefined, false],
    ['the one that is asked for', 'resnet44', 'cifar-resnet-20', 'letters', published.resnet44, true],
  ] as const)('stands beside an experiment: %s', (_, paper, network, dataset, experiment, own) => {
    const run = runOf({ subject: { network, classNames: ten }, dataset });
    const table = tableOf([run], paper);
    const [comparison] = table.comparisons;
    expect(comparison!.paper).toBe(experiment);
    expect(comparison!.own).toBe(own ? experiment : undefined);
    const printed = own ? experiment.errors['standard/standard'] / 100 : undefined;
    expect(table.publishedError(table.arms[0]!, table.tests[0]!)).toBe(printed);
  });
});

test('reductions are compared on the same images, corrected over those of one comparison', () => {
  const runs = [
    { wrong: [0, 1, 2, 3, 4, 5] },
    { subject: balanced, wrong: [0, 1, 2] },
    { subject: balanced, protocol: protocols.balanced },
  ].map(runOf);
  const told = (of: typeof runs) =>
    tableOf(of).comparisons[0]!.reductions.map(({ before, after, reduction, compared }) => [
      ...[before, after, reduction, compared?.comparison.pValue, compared?.adjusted],
    ]);
  // Six and three images of one kind alone: sign tests of 2 / 64 and 2 / 8; Holm doubles the lesser.
  expect(told(runs)).toEqual([
    ['standard / standard', 'balanced / balanced', 1, close(2 / 64), close(4 / 64)],
    ['balanced / standard', 'balanced / balanced', 1, close(2 / 8), close(2 / 8)],
  ]);
  // Of other images only the errors are compared.
  const elsewhere = runOf({ wrong: [0], provenance: { testDataset: 'other' } });
  expect(told([elsewhere, runs[1]!, runs[2]!])).toEqual([
    ['standard / standard', 'balanced / balanced', 1, undefined, undefined],
    ['balanced / standard', 'balanced / balanced', 1, close(2 / 8), close(2 / 8)],
  ]);
});

test('figures show what the paper prints, then the control, then other cells, at most so many', () => {
  const runs = [
    { protocol: protocols.standard },
    { protocol: protocols.random },
    { protocol: protocols.balanced },
    { subject: balanced, protocol: protocols.standard },
    { subject: balanced, protocol: protocols.random },
    { subject: balanced, protocol: protocols.balanced },
  ].map(runOf);
  const table = tableOf(runs);
  const shown = (most: number) => keyCells(table, most).map(({ run }) => runs.indexOf(run));
  expect(shown(9)).toEqual([0, 3, 5, 4, 1, 2]);
  expect(shown(4)).toEqual([0, 3, 5, 4]);
  expect(keyCells(tableOf([]), 3)).toEqual([]);
  expect(keyCells(table, 1)).toEqual([{ arm: table.arms[0], test: table.tests[0], run: runs[0], runs: 1 }]);
});
