import { UserError } from '@batchmates/errors';
import type { TrainParams } from './params.ts';

/** Throws a `UserError` (`trainer/ghost`) when batches do not divide into the groups whose statistics batch norm takes in training. */
export function assertGhostGroups(norm: TrainParams['norm'], batchSize: number): void {
  if (norm.kind !== 'batch' || norm.ghost === undefined || batchSize % norm.ghost === 0) return;
  throw new UserError({
    code: 'trainer/ghost',
    what: 'training: batchSize',
    expected: `a multiple of norm.ghost, ${norm.ghost}`,
    received: String(batchSize),
    remedy: 'change batchSize or norm.ghost',
  });
}
