import { UserError } from '@batchmates/errors';
import type { BatchPlan } from './batch-plan.ts';
import type { BatchingStrategy, PlanRequest } from './strategy.ts';

/**
 * What a strategy plans, checked, for strategies may be anybody's: throws a `UserError` that names the strategy when it
 * throws anything but one itself, or returns what is no plan of the request's images.
 */
export function planBatches(
  strategy: BatchingStrategy,
  request: PlanRequest,
  options: Readonly<Record<string, unknown>>,
): BatchPlan {
  const plan = attempt(strategy, request, options);
  const wrong = whatIsWrong(plan, request.labels.length);
  if (wrong === undefined) return plan;
  throw new UserError({
    code: 'batching/bad-plan',
    what: `batching strategy "${strategy.name}": the result of plan()`,
    ...wrong,
    remedy: 'mend the strategy; planOf() of @batchmates/batching makes a plan of lists of images',
  });
}

function attempt(
  strategy: BatchingStrategy,
  request: PlanRequest,
  options: Readonly<Record<string, unknown>>,
): BatchPlan {
  try {
    return strategy.plan(request, options);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const { message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
    const place = /\(?(\S+:\d+:\d+)\)?$/m.exec(stack)?.[1];
    throw new UserError({
      code: 'batching/plan-failed',
      what: `batching strategy "${strategy.name}": plan() of epoch ${request.epoch} failed: ${message}`,
      ...(place !== undefined && { remedy: `look at ${place}` }),
      cause,
    });
  }
}

interface Wrong {
  readonly expected: string;
  readonly received: string;
}

function whatIsWrong(plan: BatchPlan | null | undefined, images: number): Wrong | undefined {
  if (typeof plan !== 'object' || plan === null)
    return { expected: 'a plan: { indices, offsets }', received: String(plan) };
  const { indices, offsets, counted } = plan;
  for (const [name, array] of Object.entries({ indices, offsets })) {
    if (array instanceof Uint32Array) continue;
    return {
      expected: `${name}: a Uint32Array`,
      received: Object.prototype.toString.call(array).slice(8, -1),
    };
  }
  const ends = offsets[0] === 0 && offsets.at(-1) === indices.length;
  if (!ends || offsets.some((end, at) => at > 0 && end < offsets[at - 1]!)) {
    return {
      expected: `offsets that grow from 0 to ${indices.length}`,
      received: Array.from(offsets.slice(0, 8)).join(', '),
    };
  }
  const outside = indices.find((image) => image >= images);
  if (outside !== undefined) return { expected: `images 0 to ${images - 1}`, received: `image ${outside}` };
  if (counted !== undefined && counted.length !== indices.length) {
    return { expected: `counted: ${indices.length} flags`, received: `${counted.length}` };
  }
  return undefined;
}
