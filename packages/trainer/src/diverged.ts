import { describeNotFinite, type State } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';

/** The mistake of a training that has left everything from which it could still learn. */
export function diverged(
  at: string,
  difference: { readonly expected: string; readonly received: string },
): UserError {
  return new UserError({
    code: 'trainer/diverged',
    what: `training diverged in ${at}`,
    ...difference,
    remedy: 'lower learningRate or lengthen the warmup of its schedule',
  });
}

/**
 * Throws `trainer/diverged` when a parameter, statistic or optimizer slot is no finite number after `epoch` epochs: batch norm hides
 * it from the loss, which may look harmless.
 */
export function assertFiniteState(state: State, epoch: number): void {
  const broken = describeNotFinite(state);
  if (broken === undefined) return;
  throw diverged(`epoch ${epoch}`, { expected: 'finite numbers', received: broken });
}

/**
 * Times `ln(classes)`, the loss of a network that guesses. Networks were seen to fall back to guessing from losses of this size, none to
 * learn anything after it.
 */
const HOPELESS = 1000;

/** Throws `trainer/diverged` when the mean loss of an epoch (from 1) is that of a network whose logits have run away. */
export function assertLearnable(
  loss: number,
  { epoch, classes }: { readonly epoch: number; readonly classes: number },
): void {
  const guessing = Math.log(Math.max(2, classes));
  if (loss <= HOPELESS * guessing) return;
  throw diverged(`epoch ${epoch}`, {
    expected: `a mean loss of some ${guessing.toFixed(1)} (guessing) or less`,
    received: loss.toPrecision(3),
  });
}
