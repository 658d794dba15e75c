import { batchCount, batchOf, type BatchPlan } from '@batchmates/batching';
import { UserError } from '@batchmates/errors';
import type { z } from 'zod';
import type { ArrangeRequest, Protocol } from './protocol.ts';

/**
 * A protocol's arrangement of a split. Throws what it refuses, e.g. a class without images, and a `UserError`
 * (`protocol/large-batch`) when batches normalised by their own statistics are larger than the split: an image would meet
 * itself in one.
 */
export function arrange<Options extends z.ZodObject>(
  protocol: Protocol<Options>,
  request: ArrangeRequest,
  options: z.output<Options>,
): BatchPlan {
  const plan = protocol.arrange(request, options);
  const images = request.labels.length;
  if (protocol.statistics(options) !== 'batch' || batchCount(plan) === 0) return plan;
  const { length } = batchOf(plan, 0);
  if (length <= images) return plan;
  throw new UserError({
    code: 'protocol/large-batch',
    what: `batches of protocol "${protocol.name}"`,
    expected: `at most the ${images} images of the split, or one would meet itself and count twice in the statistics`,
    received: `${length} images`,
    remedy: 'lower batchSize',
  });
}
