import type { Artifact } from '@batchmates/artifact';
import { writeModel, type Model } from '@batchmates/classifier';
import { openDataset } from '@batchmates/dataset';
import { threadsOf, type InferenceProgram } from '@batchmates/engine';
import type { StageReport } from '@batchmates/stage';
import { checkBatches } from './check-batches.ts';
import { checkOutputs } from './check-outputs.ts';
import { checkPreparation } from './check-preparation.ts';
import { modelIn } from './model-in.ts';
import type { OnnxContext } from './onnx-context.ts';
import { readReference } from './read-reference.ts';

/** Runs the stage `import/onnx`. */
export async function runImportOnnx(context: OnnxContext): Promise<StageReport> {
  const { params, output, progress, services, signal } = context;
  const { model, notes } = await modelIn({
    ...context,
    datasetClasses: await classesIn(context.inputs.dataset),
  });
  notes.forEach((note) => progress.note(note));
  const { engine, precision, reason } = await services.engines.select({
    engine: params.engine,
    precision: 'auto',
    purpose: 'model',
  });
  progress.note(reason);
  signal.throwIfAborted();
  const program = await engine.compileModel(model, { precision, threads: threadsOf(params.threads) });
  let readsBatch: string | undefined;
  try {
    readsBatch = await checkBatches(model, program);
    if (readsBatch !== undefined)
      progress.note(`something else than batch norm reads the batch: ${readsBatch}`);
    await checkReference(model, program, context);
  } finally {
    await program.dispose();
  }
  await writeModel(output, { ...model, ...(readsBatch !== undefined && { readsBatch }) });
  return {
    engine: { name: engine.name, description: engine.description },
    batchNorms: model.batchNorms.length,
    parameters: model.parameters,
  };
}

async function classesIn(dataset: Artifact | undefined): Promise<readonly string[] | undefined> {
  return dataset === undefined ? undefined : (await openDataset(dataset.directory)).info.classNames;
}

async function checkReference(model: Model, program: InferenceProgram, context: OnnxContext): Promise<void> {
  const { params, inputs, pipelineDirectory, progress, signal } = context;
  if (params.reference === undefined) {
    progress.note(
      'without a reference it is not known whether images are prepared as in training: docs/audit.md',
    );
    return;
  }
  const reference = await readReference(params.reference, { model, pipelineDirectory });
  signal.throwIfAborted();
  await checkOutputs(model, program, reference);
  if (inputs.dataset === undefined) {
    progress.note('reference: outputs agree; connect the data set to check how its images are prepared, too');
    return;
  }
  signal.throwIfAborted();
  const { images, difference } = await checkPreparation(model, reference, inputs.dataset);
  progress.note(
    `reference: outputs agree, and ${images} images are prepared as there, up to ${(100 * difference).toFixed(1)} % of their deviation`,
  );
}
