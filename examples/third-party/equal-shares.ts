import { testBatchesInOrder } from '@batchmates/batching';
import { defineProtocol } from '@batchmates/protocols';
import { z } from 'zod';

/**
 * A test protocol with a decision of its own: standard inference, but no class is answered for more than its equal share of
 * the images. The surest answers are given first.
 */
export default defineProtocol({
  name: 'equal-shares',
  heading: 'Equal shares',
  order: 75,
  summary: 'single images under running statistics; all classes are answered equally often',
  options: z.strictObject({}),
  statistics: () => 'running',
  rearrangements: () => 1,
  // A decision that looks at all images at once: what they have in common is neither balance nor chance.
  composition: () => ({ kind: 'other', description: 'all images, decided together' }),
  shuffles: false,
  arrange: ({ labels }) => testBatchesInOrder(labels.length, { batchSize: 50 }),
  decision: {
    name: 'equal shares',
    decide({ labels, classes, probabilities }) {
      const left = Array<number>(classes).fill(Math.ceil(labels.length / classes));
      const answers = new Map<number, number>();
      const surestFirst = [...probabilities.keys()].sort(
        (a, b) => probabilities[b]! - probabilities[a]! || a - b,
      );
      for (const at of surestFirst) {
        const [image, label] = [Math.floor(at / classes), at % classes];
        if (answers.has(image) || left[label] === 0) continue;
        answers.set(image, label);
        left[label]! -= 1;
      }
      return labels.map((_, image) => answers.get(image)!);
    },
  },
});
