import type { CurvePoint, ErrorCurve } from '../charts/error-curves.ts';
import type { CheckpointSource } from '../evidence/evidence.ts';
import { distinguish, keyOf } from './distinguish.ts';
import { capital } from './format.ts';

/** An error curve with the checkpoints it was averaged over. */
export interface LearningCurve extends ErrorCurve {
  readonly sources: readonly CheckpointSource[];
}

/**
 * The curves of Figures 2 and 3: each way of training tested on single images (running statistics) and on balanced
 * batches (their own). Checkpoints that differ only in their seed share one curve.
 */
export function learningCurves(checkpoints: readonly CheckpointSource[]): LearningCurve[] {
  const groups = new Map<string, CheckpointSource[]>();
  for (const source of checkpoints) {
    if (source.curves === undefined) continue;
    const key = keyOf(factsOf(source));
    groups.set(key, [...(groups.get(key) ?? []), source]);
  }
  const arms = [...groups.values()].flatMap((sources) => {
    const [first] = sources;
    return first === undefined
      ? []
      : [
          {
            sources,
            strategy: first.training.strategy,
            name: capital(first.training.strategy),
            facts: factsOf(first),
          },
        ];
  });
  arms.sort((left, right) => rank(left.strategy) - rank(right.strategy));
  const details = distinguish(arms);
  return arms.flatMap(({ sources, name }, index) => {
    const label = details[index] === '' ? name : `${name} (${details[index]})`;
    return [
      curve(`${label} training, single images`, sources, 'errorStandardRunning'),
      curve(`${label} training, balanced batches`, sources, 'errorBalancedBatch'),
    ].filter((each) => each.points.length > 0);
  });
}

function factsOf({ networkName, training }: CheckpointSource): Record<string, unknown> {
  const { seed: _seed, threads: _threads, steps: _steps, epochs, ...rest } = training;
  return { network: networkName, epochs, ...rest };
}

function curve(
  label: string,
  sources: readonly CheckpointSource[],
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

function rank(strategy: string): number {
  const place = ['standard', 'balanced'].indexOf(strategy);
  return place < 0 ? 2 : place;
}
