import { imbalancedTestBatches } from '@batchmates/batching';
import { z } from 'zod';
import { defineProtocol } from '../protocol.ts';
import { imbalancedOptions } from './options.ts';

/**
 * Batches that are balanced but for some classes, normalised by their own statistics: how much of the gain of `balanced` is left when a batch lacks
 * classes or has too many images of some? `missing: 1, doubled: 1` puts an image of another class in the place of one class, so that batches are as large
 * as balanced ones. An image keeps its batchmates in all views.
 */
export const imbalanced = defineProtocol({
  name: 'imbalanced',
  heading: 'Imbalanced batches',
  order: 55,
  summary: 'balanced batches in which some classes are missing or have twice as many images',
  options: z.strictObject(imbalancedOptions),
  statistics: () => 'batch',
  rearrangements: () => 1,
  composition: (options) => ({ kind: 'other', description: describe(options) }),
  shuffles: false,
  arrange: ({ labels, classes, seed }, options) => imbalancedTestBatches({ labels, classes, seed }, options),
});

function describe({ missing, doubled }: { readonly missing: number; readonly doubled: number }): string {
  const changed = [
    ...(missing === 0 ? [] : [`${missing} missing`]),
    ...(doubled === 0 ? [] : [`${doubled} doubled`]),
  ];
  if (changed.length === 0) return 'balanced, no class missing or doubled';
  return `balanced but for ${changed.join(' and ')} ${missing + doubled === 1 ? 'class' : 'classes'}`;
}
