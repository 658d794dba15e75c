import { match } from 'ts-pattern';
import { batchCount, selectBatches, type BatchPlan } from './batch-plan.ts';
import { planError, type Remainder } from './options.ts';

/**
 * The batches of process `rank` of `world`: every `world`-th one, so that each process has equally many. Batches
 * that do not go round are dropped, made up by the plan's first batches (`wrap`), or an error. Batch norm sees one
 * process's batch, so a batch is never divided.
 */
export function sliceForRank(
  plan: BatchPlan,
  {
    rank,
    world,
    remainder,
  }: { readonly rank: number; readonly world: number; readonly remainder: Remainder },
): BatchPlan {
  if (world === 1 && rank === 0) return plan;
  if (rank >= world) {
    throw planError('option rank', { expected: `below world (${world})`, received: String(rank) });
  }
  const total = batchCount(plan);
  const rounds = match(remainder)
    .with('drop', () => Math.floor(total / world))
    .with('wrap', () => Math.ceil(total / world))
    .with('error', () => {
      if (total % world === 0) return total / world;
      throw planError('option world', {
        expected: `a divisor of the epoch's ${total} batches`,
        received: String(world),
        remedy: 'or set remainder to drop or wrap',
      });
    })
    .exhaustive();
  return selectBatches(
    plan,
    Array.from({ length: rounds }, (_, round) => (round * world + rank) % total),
  );
}
