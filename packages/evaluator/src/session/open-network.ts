import { assertWindowFits, openClassifier, type Classifier, type Compiled } from '@batchmates/classifier';
import { openDataset, type Dataset } from '@batchmates/dataset';
import { threadsOf } from '@batchmates/engine';
import { assertSameClasses } from './assert-same-classes.ts';
import { orderClasses } from './order-classes.ts';
import type { EngineParams } from './params.ts';
import type { SessionContext } from './services.ts';

/** A classifier on an engine, beside a data set of the same classes. */
export interface OpenedNetwork extends Compiled {
  readonly classifier: Classifier;
  readonly dataset: Dataset;
}

/**
 * Lends a stage its inputs `checkpoint` and `dataset`, opened, and the classifier compiled for inference; frees it
 * when `use` is done. Throws a `UserError` when the two have different classes or channels.
 */
export async function withNetwork<Params extends EngineParams, Result>(
  { inputs, params, progress, services }: SessionContext<Params>,
  use: (network: OpenedNetwork) => Promise<Result>,
): Promise<Result> {
  const [read, dataset] = await Promise.all([
    openClassifier(inputs.checkpoint),
    openDataset(inputs.dataset.directory),
  ]);
  const classifier = orderClasses(read, dataset.info);
  if (classifier !== read)
    progress.note(
      'the classes of the network are in another order than those of the images: matched by name',
    );
  assertSameClasses(classifier, dataset.info);
  assertWindowFits(classifier, dataset.info);
  const { engine, precision } = params;
  const threads = threadsOf(params.threads);
  const { selection, program } = await classifier.compile(services.engines, { engine, precision, threads });
  progress.note(selection.reason);
  try {
    return await use({ classifier, dataset, selection, program });
  } finally {
    await program.dispose();
  }
}
