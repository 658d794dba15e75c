import { balanced, defineStrategy } from '@batchmates/batching';
import { z } from 'zod';

/** A strategy as somebody outside the project would write it: batches of one image of each of some classes. */
export default defineStrategy({
  name: 'few-classes',
  summary: 'one image of each of some classes',
  options: z.strictObject({ together: z.number().int().positive() }),
  composition: ({ together }) => ({ kind: 'balanced', samplesPerClass: 1, classesPerBatch: together }),
  plan: (request, { together }) =>
    balanced.plan(request, balanced.options.parse({ classesPerBatch: together })),
});
