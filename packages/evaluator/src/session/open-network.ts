import { readCheckpoint, type Checkpoint } from '@batchmates/checkpoint';
import { openDataset, type Dataset } from '@batchmates/dataset';
import { threadsOf, type EngineSelection, type InferenceProgram } from '@batchmates/engine';
import { assertSameClasses } from './assert-same-classes.ts';
import { assertWindowFits } from './assert-window-fits.ts';
import { orderClasses } from './order-classes.ts';
import type { EngineParams } from './params.ts';
import type { SessionContext } from './services.ts';

/** A trained network on an engine, beside a data set of the same classes. */
export interface OpenedNetwork {
  readonly checkpoint: Checkpoint;
  readonly dataset: Dataset;
  readonly selection: EngineSelection;
  readonly program: InferenceProgram;
}

/**
 * Lends a stage its inputs `checkpoint` and `dataset`, opened, and the network compiled for inference; frees the
 * network when `use` is done. Throws a `UserError` when the two have different classes or channels.
 */
export async function withNetwork<Params extends EngineParams, Result>(
  { inputs, params, progress, services }: SessionContext<Params>,
  use: (network: OpenedNetwork) => Promise<Result>,
): Promise<Result> {
  const [read, dataset] = await Promise.all([
    readCheckpoint(inputs.checkpoint.directory),
    openDataset(inputs.dataset.directory),
  ]);
  const checkpoint = orderClasses(read, dataset.info);
  if (checkpoint !== read)
    progress.note(
      'the classes of the network are in another order than those of the images: matched by name',
    );
  assertSameClasses(checkpoint, dataset.info);
  assertWindowFits(checkpoint, dataset.info);
  const { engine, precision } = params;
  const selection = await services.engines.select({ engine, precision, purpose: 'inference' });
  progress.note(selection.reason);
  const { network, state } = checkpoint;
  const program = await selection.engine.compileInference(network, {
    state,
    precision: selection.precision,
    threads: threadsOf(params.threads),
  });
  try {
    return await use({ checkpoint, dataset, selection, program });
  } finally {
    await program.dispose();
  }
}
