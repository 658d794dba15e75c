import { assertCurveEpochs } from './curve-epochs.ts';
import type { TrainParams } from './params.ts';
import { assertCheckpoint, assertFreezable } from './starting-state.ts';

/** Throws a `UserError` when params do not go together, or need an input checkpoint that is not `connected`. */
export function assertParams(params: TrainParams, { connected }: { readonly connected: boolean }): void {
  assertCheckpoint(params, connected);
  assertCurveEpochs(params);
  assertFreezable(params);
}
