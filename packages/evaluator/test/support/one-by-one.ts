import { coverInOrder } from '@batchmates/batching';
import { defineProtocol } from '@batchmates/protocols';
import { z } from 'zod';

/** A protocol as somebody outside the project would write it: every image is its own batch. */
export default defineProtocol({
  name: 'one-by-one',
  heading: 'One by one',
  order: 15,
  summary: 'single images, normalised by their own statistics',
  options: z.strictObject({}),
  statistics: () => 'batch',
  rearrangements: () => 1,
  composition: () => ({ kind: 'single' }),
  shuffles: false,
  arrange: ({ labels }) => coverInOrder(labels.length, { batchSize: 1 }),
});
