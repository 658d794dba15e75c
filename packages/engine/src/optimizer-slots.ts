import { match } from 'ts-pattern';
import type { Optimizer } from './optimizer.ts';

/** What an optimizer remembers of each parameter between steps. */
export interface OptimizerSlot {
  readonly name: 'velocity' | 'square_average';
  /** The value every element starts at. */
  readonly start: number;
}

/** The slots of an optimizer; without momentum there is no velocity to remember. */
export function optimizerSlots(optimizer: Optimizer): readonly OptimizerSlot[] {
  const velocity: readonly OptimizerSlot[] = optimizer.momentum > 0 ? [{ name: 'velocity', start: 0 }] : [];
  return match(optimizer)
    .with({ kind: 'sgd' }, () => velocity)
    .with({ kind: 'rmsprop' }, ({ start }) => [
      { name: 'square_average' as const, start: start === 'ones' ? 1 : 0 },
      ...velocity,
    ])
    .exhaustive();
}

/** Whether an optimizer's rule depends on the number of steps taken, which is then part of its state. */
export function usesStepCount(optimizer: Optimizer): boolean {
  return optimizer.kind === 'rmsprop' && optimizer.start === 'bias-corrected';
}

/** What RMSProp's mean square is multiplied by at step `count`, from 1: `1 / (1 - decay^count)`, or 1 without correction. */
export function biasCorrection(optimizer: Optimizer, count: number): number {
  return optimizer.kind === 'rmsprop' && optimizer.start === 'bias-corrected'
    ? 1 / (1 - optimizer.decay ** count)
    : 1;
}
