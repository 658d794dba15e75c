import type { CurvePoint, ErrorCurve } from '../charts/error-curves.ts';
import type { TrainingRecord } from '@batchmates/checkpoint';
import type { CheckpointSource } from '../evidence/evidence.ts';
import { capital } from './capital.ts';
import { distinguish, keyOf } from './distinguish.ts';

/** An error curve with the checkpoints it was averaged over. */
export interface LearningCurve extends ErrorCurve {
  readonly sources: readonly CheckpointSource[];
}

/** Checkpoints of one way of training, one per seed. */
interface CurveArm {
  readonly name: string;
  readonly composition: TrainingRecord['composition'];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly sources: readonly CheckpointSource[];
}

/**
 * The curves of Figures 2 and 3: every way of training tested on single images (running statistics), then on balanced
 * batches (their own); the paper's three come first, its missing control (standard training on balanced batches) last.
 * Checkpoints that differ only in their seed share one curve.
 */
export function learningCurves(checkpoints: readonly CheckpointSource[]): LearningCurve[] {
  const arms = groupArms(checkpoints);
  const details = distinguish(arms);
  const labels = new Map(
    arms.map((arm, index) => [arm, details[index] === '' ? arm.name : `${arm.name} (${details[index]})`]),
  );
  const controlsLast = arms.toSorted((left, right) => rank(right) - rank(left));
  return [
    ...arms.map((arm) =>
      curveOf(`${labels.get(arm)} training, standard testing`, arm, 'errorStandardRunning'),
    ),
    ...controlsLast.map((arm) =>
      curveOf(`${labels.get(arm)} training, balanced batches`, arm, 'errorBalancedBatch'),
    ),
  ].filter(({ points }) => points.length > 0);
}

function groupArms(checkpoints: readonly CheckpointSource[]): CurveArm[] {
  const groups = new Map<string, CurveArm & { readonly sources: CheckpointSource[] }>();
  for (const source of checkpoints) {
    if (source.curves === undefined) continue;
    const { strategy, composition, seed } = source.training;
    const facts = factsOf(source);
    const group = groups.get(keyOf(facts)) ?? { name: capital(strategy), composition, facts, sources: [] };
    groups.set(keyOf(facts), group);
    // A calibrated checkpoint repeats the curves of the trained one.
    if (group.sources.every(({ training }) => training.seed !== seed)) group.sources.push(source);
  }
  return [...groups.values()].sort((left, right) => rank(left) - rank(right));
}

function factsOf({ networkName, training }: CheckpointSource): Record<string, unknown> {
  const { seed: _seed, threads: _threads, steps: _steps, epochs, ...rest } = training;
  return { network: networkName, epochs, ...rest };
}

function curveOf(
  label: string,
  { sources }: CurveArm,
  column: 'errorStandardRunning' | 'errorBalancedBatch',
): LearningCurve {
  const errors = new Map<number, number[]>();
  for (const { curves } of sources) {
    for (const row of curves ?? []) {
      // NaN marks epochs that were not tested.
      if (Number.isFinite(row[column]))
        errors.set(row.epoch, [...(errors.get(row.epoch) ?? []), row[column]]);
    }
  }
  const points = [...errors].map(([epoch, values]): CurvePoint => ({
    epoch,
    error: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: Math.min(...values),
    high: Math.max(...values),
  }));
  return { label, points: points.sort((left, right) => left.epoch - right.epoch), sources };
}

/** The paper's ways of training first. */
function rank({ composition }: CurveArm): number {
  const place = ['random', 'balanced'].indexOf(composition.kind);
  return place < 0 ? 2 : place;
}
