import { capital } from '@batchmates/metrics';
import type { EpochRow, TrainingRecord } from '@batchmates/checkpoint';
import type { EpochCurve, EpochPoint } from '../charts/epoch-chart.ts';
import type { ErrorCurve } from '../charts/error-curves.ts';
import type { CheckpointSource } from '../evidence/evidence.ts';
import { recordedSettings, trainedKey, type Arms } from './arm.ts';
import { distinguish } from './distinguish.ts';
import { networkSeeds } from './network-seeds.ts';

/** An error curve with the checkpoints it was averaged over. */
export interface LearningCurve extends ErrorCurve {
  readonly sources: readonly CheckpointSource[];
}

/** Checkpoints of one way of training, one per seed. */
interface CurveArm {
  readonly label: string;
  readonly composition: TrainingRecord['composition'];
  readonly sources: readonly CheckpointSource[];
}

/**
 * The curves of Figures 2 and 3: every way of training tested on single images (running statistics), then on balanced
 * batches (their own); the paper's three come first, its missing control (standard training on balanced batches) last.
 * Checkpoints that differ only in their seeds share one curve.
 */
export function learningCurves(
  checkpoints: readonly CheckpointSource[],
  armOf: Arms['ofCheckpoint'],
): LearningCurve[] {
  const arms = groupArms(checkpoints, armOf);
  const controlsLast = arms.toSorted((left, right) => rank(right) - rank(left));
  const sized = arms.some(
    ({ composition }) => composition.kind === 'balanced' && composition.samplesPerClass > 1,
  );
  return [
    ...arms.map((arm) => curveOf(`${arm.label} training, standard testing`, arm, 'errorStandardRunning')),
    ...controlsLast.map((arm) =>
      curveOf(
        `${arm.label} training, ${sized ? sizedBatches(arm) : 'balanced batches'}`,
        arm,
        'errorBalancedBatch',
      ),
    ),
  ].filter(({ points }) => points.length > 0);
}

/** A quantity of training after each epoch, one curve for every way of training. */
export function trainingCurves(
  checkpoints: readonly CheckpointSource[],
  armOf: Arms['ofCheckpoint'],
  column: 'loss' | 'learningRate' | 'trainError',
): (EpochCurve & Pick<LearningCurve, 'sources'>)[] {
  return groupArms(checkpoints, armOf)
    .map(({ label, sources }) => ({
      label: `${label} training`,
      points: averaged(sources, column),
      sources,
    }))
    .filter(({ points }) => points.length > 0);
}

function groupArms(checkpoints: readonly CheckpointSource[], armOf: Arms['ofCheckpoint']): CurveArm[] {
  const groups = new Map<string, CheckpointSource[]>();
  for (const source of checkpoints) {
    if (source.curves === undefined) continue;
    const key = trainedKey(source);
    const group = groups.get(key) ?? [];
    // A calibrated checkpoint repeats the curves of the trained one.
    if (group.every((other) => networkSeeds(other) !== networkSeeds(source))) group.push(source);
    groups.set(key, group);
  }
  const found = [...groups.values()];
  const details = distinguish(
    found.map(([first]) => ({
      name: first!.training.strategy,
      facts: {
        network: first!.networkName,
        width: first!.provenance.training['width'],
        ...recordedSettings(first!.training, first!.provenance),
      },
    })),
  );
  return found
    .map((sources, index) => {
      const { strategy, composition } = sources[0]!.training;
      const untested = [capital(strategy), details[index]!].filter((part) => part !== '').join(', ');
      return { label: armOf(sources[0]!)?.label ?? untested, composition, sources };
    })
    .sort((left, right) => rank(left) - rank(right));
}

/** The balanced batches that curves were tested in: those of training, or of one image of each class where these were not balanced. */
function sizedBatches({ composition }: CurveArm): string {
  return composition.kind === 'balanced'
    ? `balanced batches of ${composition.samplesPerClass * composition.classesPerBatch}`
    : 'balanced batches of one image a class';
}

function curveOf(
  label: string,
  { sources }: CurveArm,
  column: 'errorStandardRunning' | 'errorBalancedBatch',
): LearningCurve {
  const points = averaged(sources, column).map(({ value: error, ...rest }) => ({ ...rest, error }));
  return { label, points, sources };
}

/** A column of the curves of runs of one arm, epoch by epoch: mean, lowest and highest. */
function averaged(sources: readonly CheckpointSource[], column: keyof EpochRow): EpochPoint[] {
  const found = new Map<number, number[]>();
  for (const { curves } of sources) {
    for (const row of curves ?? []) {
      // NaN marks epochs that were not tested.
      if (Number.isFinite(row[column])) found.set(row.epoch, [...(found.get(row.epoch) ?? []), row[column]]);
    }
  }
  const points = [...found].map(([epoch, values]) => ({
    epoch,
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: Math.min(...values),
    high: Math.max(...values),
  }));
  return points.sort((left, right) => left.epoch - right.epoch);
}

/** The paper's ways of training first. */
function rank({ composition }: CurveArm): number {
  const place = ['random', 'balanced'].indexOf(composition.kind);
  return place < 0 ? 2 : place;
}
