import { match } from 'ts-pattern';
import { expect } from 'vitest';
import { batchCount, batchOf, countedOf, type BatchPlan } from '../batch-plan.ts';
import type { Composition } from '../composition.ts';
import { classHistogram } from '../inspect-plan.ts';

/** A plan, the images it was made of, and a way to plan the same images under other labels. */
export interface Composed {
  readonly labels: Uint16Array;
  readonly classes: number;
  plan(labels: Uint16Array): BatchPlan;
}

/** Fails unless every batch is what the declared composition says. */
export function expectComposition(composition: Composition, { labels, classes, plan }: Composed): void {
  const planned = plan(labels);
  const batches = Array.from({ length: batchCount(planned) }, (_, batch) => batchOf(planned, batch));
  match(composition)
    .with({ kind: 'single' }, () => {
      for (const batch of batches) expect(batch).toHaveLength(1);
    })
    // Whatever the classes: other labels give the same batches.
    .with({ kind: 'random' }, () => expect(plan(labels.toReversed())).toEqual(planned))
    .with({ kind: 'ordered' }, () => {
      for (const batch of batches) {
        // After the last image the first ones may follow where one of both is repeated to fill a batch.
        for (let place = 1; place < batch.length; place++) {
          expect(batch[place]).toBe((batch[place - 1]! + 1) % labels.length);
        }
      }
    })
    .with({ kind: 'sorted' }, () => {
      const inOrder = batches.flatMap((batch, index) => {
        const counted = countedOf(planned, index);
        return [...batch].filter((_, place) => counted?.[place] !== 0).map((image) => labels[image]!);
      });
      expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    })
    .with({ kind: 'balanced' }, ({ samplesPerClass, classesPerBatch, groupsPerBatch = 1 }) => {
      const expected = Array.from({ length: classesPerBatch }, () => samplesPerClass);
      const size = samplesPerClass * classesPerBatch;
      for (const batch of batches) expect(batch).toHaveLength(size * groupsPerBatch);
      const offsets = Uint32Array.from(
        { length: planned.indices.length / size + 1 },
        (_, group) => group * size,
      );
      for (const counts of classHistogram({ ...planned, offsets }, { labels, classes })) {
        expect(Array.from(counts).filter((count) => count > 0)).toEqual(expected);
      }
    })
    .with({ kind: 'other' }, ({ description }) => expect(description).not.toBe(''))
    .exhaustive();
}
