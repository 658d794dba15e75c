import { trainingFacts } from '@batchmates/checkpoint';
import type { Classifier } from '@batchmates/classifier';
import { UserError } from '@batchmates/errors';

/**
 * For stages whose batches have an image of every class: throws a `UserError` when the network was trained on balanced
 * batches of fewer classes (`classesPerBatch`), which would tell it less, and which memory may not hold whole.
 */
export function assertWholeBatches(
  stage: string,
  { classNames, training }: Pick<Classifier, 'classNames' | 'training'>,
): void {
  const { composition, batchSize } = trainingFacts(training);
  if (composition.kind !== 'balanced' || composition.classesPerBatch >= classNames.length) return;
  throw new UserError({
    code: 'evaluator/part-batches',
    what: `${stage}, whose batches have images of all ${classNames.length} classes`,
    expected: 'a network that was not trained on balanced batches of fewer classes',
    received: `batches of ${batchSize}`,
    remedy: 'test this network with evaluator/evaluate and the option classesPerBatch',
  });
}
