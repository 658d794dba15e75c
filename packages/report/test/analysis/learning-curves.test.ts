import type { EpochRow } from '@batchmates/checkpoint';
import { describe, expect, test } from 'vitest';
import { learningCurves, trainingCurves } from '../../src/analysis/learning-curves.ts';
import type { CheckpointSource } from '../../src/evidence/evidence.ts';
import { balanced, runOf, type Run } from './runs-in-memory.ts';

/** A checkpoint with such curves: epoch, error on single images, error on balanced batches, loss. */
function checkpoint(
  run: Run,
  rows: readonly (readonly [number, number, number, number])[] | undefined,
): CheckpointSource {
  const { facts, provenance } = runOf(run);
  return {
    artifact: undefined as never,
    folder: '',
    networkName: facts.network.name,
    training: facts.training as CheckpointSource['training'],
    curves: rows?.map(
      ([epoch, errorStandardRunning, errorBalancedBatch, loss]) =>
        ({ epoch, errorStandardRunning, errorBalancedBatch, loss }) as EpochRow,
    ),
    provenance,
  };
}

const untested = () => undefined;
const seed = (of: number): Run => ({ subject: { seed: of } });
const told = (curves: readonly { label: string; points: readonly object[] }[]) =>
  curves.map(({ label, points }) => [label, points]);

describe('curves of training', () => {
  const two = [
    checkpoint(seed(0), [
      [2, 0.5, Number.NaN, 4],
      [1, 0.75, Number.NaN, 8],
    ]),
    checkpoint(seed(1), [
      [1, 0.25, Number.NaN, 2],
      [2, Number.NaN, Number.NaN, 2],
      [3, 0.125, Number.NaN, 1],
    ]),
  ];

  test('are means of the runs that were tested after an epoch, between the lowest and the highest', () => {
    expect(told(learningCurves(two, untested))).toEqual([
      [
        'Standard training, standard testing',
        [
          { epoch: 1, error: 0.5, low: 0.25, high: 0.75 },
          { epoch: 2, error: 0.5, low: 0.5, high: 0.5 },
          { epoch: 3, error: 0.125, low: 0.125, high: 0.125 },
        ],
      ],
    ]);
    expect(told(trainingCurves(two, untested, 'loss'))).toEqual([
      [
        'Standard training',
        [
          { epoch: 1, value: 5, low: 2, high: 8 },
          { epoch: 2, value: 3, low: 2, high: 4 },
          { epoch: 3, value: 1, low: 1, high: 1 },
        ],
      ],
    ]);
    expect(learningCurves(two, untested)[0]!.sources).toEqual(two);
  });

  test('count a run once, though it was calibrated; seeds of its data make another', () => {
    const once: Run = { ...seed(3), seeds: { training: { 'data.seed': 1 } } };
    const other: Run = { ...seed(3), seeds: { training: { 'data.seed': 2 } } };
    const calibrated = checkpoint(once, [[1, 0.25, 0.25, 1]]);
    const curves = learningCurves(
      [calibrated, checkpoint(other, [[1, 0.75, 0.25, 1]]), checkpoint(once, [[1, 0.25, 0.25, 1]])],
      untested,
    );
    expect(curves[0]!.points).toEqual([{ epoch: 1, error: 0.5, low: 0.25, high: 0.75 }]);
    expect(curves[0]!.sources).toHaveLength(2);
    expect(learningCurves([checkpoint(once, undefined)], untested)).toEqual([]);
    expect(trainingCurves([checkpoint(once, undefined)], untested, 'loss')).toEqual([]);
    expect(trainingCurves([checkpoint(once, [[1, 0.5, 0.5, Number.NaN]])], untested, 'loss')).toEqual([]);
  });

  test('stand as in the paper: standard first, and last where both are tested on balanced batches', () => {
    const rows = [[1, 0.5, 0.25, 1]] as const;
    const other: Run = {
      subject: { strategy: 'zigzag', composition: { kind: 'other', description: 'zigzag' } },
    };
    const arms = [checkpoint(other, rows), checkpoint({ subject: balanced }, rows), checkpoint({}, rows)];
    const labels = learningCurves(arms, untested).map(({ label }) => label);
    expect(labels).toEqual([
      ...['Standard', 'Balanced', 'Zigzag'].map((name) => `${name} training, standard testing`),
      ...['Zigzag', 'Balanced', 'Standard'].map((name) => `${name} training, balanced batches`),
    ]);
    expect(trainingCurves(arms, untested, 'loss').map(({ label }) => label)).toEqual([
      'Standard training',
      'Balanced training',
      'Zigzag training',
    ]);
  });

  test('say the size of the balanced batches they were tested in, where these differ', () => {
    const rows = [[1, 0.5, 0.25, 1]] as const;
    const twoEach = { kind: 'balanced', samplesPerClass: 2, classesPerBatch: 2 } as const;
    const labels = (...runs: readonly Run[]) =>
      learningCurves(
        runs.map((run) => checkpoint(run, rows)),
        untested,
      )
        .map(({ label }) => label)
        .filter((label) => label.includes('balanced batches'));
    expect(labels({}, { subject: balanced })).toEqual([
      'Balanced training, balanced batches',
      'Standard training, balanced batches',
    ]);
    expect(labels({}, { subject: { ...balanced, composition: twoEach } })).toEqual([
      'Balanced training, balanced batches of 4',
      'Standard training, balanced batches of one image a class',
    ]);
  });

  test('are called like their arm, and told apart by what differs where they have none', () => {
    const rows = [[1, 0.5, Number.NaN, 1]] as const;
    const widths = [16, 64].map((width) => checkpoint({ provenance: { training: { width } } }, rows));
    const labels = (armOf: Parameters<typeof learningCurves>[1]) =>
      learningCurves(widths, armOf).map(({ label }) => label.split(' training')[0]);
    expect(labels(untested)).toEqual(['Standard, width 16', 'Standard, width 64']);
    expect(labels((source) => ({ label: source === widths[0] ? 'Narrow' : 'Wide' }) as never)).toEqual([
      'Narrow',
      'Wide',
    ]);
  });
});
