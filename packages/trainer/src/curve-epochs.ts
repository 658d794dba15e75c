import { UserError } from '@batchmates/errors';
import { z } from 'zod';

/** After which epochs the curves have a point: a step between them, 0 for no curves, or the epochs themselves. */
export const curveEpochsSchema = z.union([
  z.number().int().min(0),
  z
    .array(z.number().int().positive())
    .min(1)
    .refine((epochs) => epochs.every((epoch, index) => index === 0 || epoch > epochs[index - 1]!), {
      error: 'expected epochs in ascending order, each once',
    }),
]);

type CurveEpochs = z.output<typeof curveEpochsSchema>;

/** Whether there are curves at all. */
export function hasCurves(evaluateEvery: CurveEpochs): boolean {
  return evaluateEvery !== 0;
}

/** Whether the curves have a point after `epoch` of `epochs` completed epochs; the last one always, where there are curves. */
export function isTested(
  evaluateEvery: CurveEpochs,
  { epoch, epochs }: { readonly epoch: number; readonly epochs: number },
): boolean {
  if (!hasCurves(evaluateEvery)) return false;
  if (epoch === epochs) return true;
  return typeof evaluateEvery === 'number' ? epoch % evaluateEvery === 0 : evaluateEvery.includes(epoch);
}

/** Throws a `UserError` (`trainer/curve-epochs`) when a listed epoch comes after the last one. */
export function assertCurveEpochs({
  evaluateEvery,
  epochs,
}: {
  readonly evaluateEvery: CurveEpochs;
  readonly epochs: number;
}): void {
  if (typeof evaluateEvery === 'number') return;
  const late = evaluateEvery.find((epoch) => epoch > epochs);
  if (late === undefined) return;
  throw new UserError({
    code: 'trainer/curve-epochs',
    what: 'training: evaluateEvery',
    expected: `epochs up to the last one, ${epochs}`,
    received: `epoch ${late}`,
    remedy: 'leave it out, or train for more epochs',
  });
}
