import { groupedTestBatches } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol } from '../protocol.ts';
import { groupedOptions } from './options.ts';

/**
 * P classes x K samples per batch, normalised by the batch's own statistics: the batches of the PK samplers of person
 * re-identification and metric learning. Unlike in `balanced` a class is in no more batches than its images need, and classes without
 * images are left out, where P is set to less than all classes. An image keeps its batchmates in all views.
 */
export const grouped = defineProtocol({
  name: 'grouped',
  heading: 'Grouped batches',
  order: 60,
  summary: 'batches of P classes x K samples (PK sampler), normalised by their own statistics',
  options: z.strictObject(groupedOptions),
  statistics: () => 'batch',
  rearrangements: () => 1,
  composition: (options, data) => ({
    kind: 'balanced',
    samplesPerClass: options.samples,
    classesPerBatch: options.classes ?? data.classes,
  }),
  shuffles: false,
  arrange: ({ labels, classes, seed }, options) =>
    groupedTestBatches(
      { labels, classes, seed },
      { samplesPerClass: options.samples, classesPerBatch: options.classes ?? classes },
    ),
});
