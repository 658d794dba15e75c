import { match } from 'ts-pattern';
import { z } from 'zod';

const share = z.number().min(0).max(1);
const warmup = (portion: number) =>
  share.default(portion).describe('share of the training, 0-1, in which the rate rises in a straight line');

/**
 * How the learning rate changes, as a factor of `learningRate`. Places are shares of the whole training (0-1), so
 * that a schedule keeps its shape when the number of epochs changes.
 */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), warmup: warmup(0) }),
  z.strictObject({
    kind: z.literal('step'),
    at: z.array(share).min(1).default([0.5, 0.75]).describe('where the rate falls, shares of the training'),
    factor: z.number().positive().lt(1).default(0.1).describe('by what the rate is multiplied there'),
    warmup: warmup(0),
  }),
  z.strictObject({
    kind: z.literal('cosine'),
    final: share.default(0).describe('factor at the end'),
    warmup: warmup(0),
  }),
  z.strictObject({
    kind: z.literal('one-cycle'),
    start: share.default(0.04).describe('factor at the start'),
    final: share.default(0.0001).describe('factor at the end'),
    warmup: warmup(0.3),
  }),
]);

export type Schedule = z.output<typeof scheduleSchema>;

/**
 * The factor of the learning rate when `progress` (0 <= progress < 1) of the training is done. `one-cycle` (Smith
 * 2018) rises from `start` to 1 and falls as a cosine to `final`; the others rise from 0 during their warm-up.
 */
export function scheduleFactor(schedule: Schedule, progress: number): number {
  const { warmup } = schedule;
  if (progress < warmup) {
    const start = schedule.kind === 'one-cycle' ? schedule.start : 0;
    return start + ((1 - start) * progress) / warmup;
  }
  return match(schedule)
    .with({ kind: 'constant' }, () => 1)
    .with({ kind: 'step' }, ({ at, factor }) => factor ** at.filter((place) => progress >= place).length)
    .with({ kind: 'cosine' }, { kind: 'one-cycle' }, ({ final }) => {
      const descended = (progress - warmup) / (1 - warmup);
      return final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * descended));
    })
    .exhaustive();
}
