import { availableParallelism } from 'node:os';
import type { Checkpoint, EpochRow, TrainingRecord } from '@batchmates/checkpoint';
import { openDataset, type DatasetInfo, type Split } from '@batchmates/dataset';
import type { EngineSelection, Program } from '@batchmates/engine';
import { invariant } from '@batchmates/errors';
import { openLoader } from '@batchmates/loader';
import { createNetwork, type Network } from '@batchmates/model-zoo';
import type { StageReport } from '@batchmates/pipeline';
import type { Crop } from '@batchmates/augmentation';
import { batchPlans, type BatchPlans } from './batch-plans.ts';
import { cropOf, inputOf } from './crop-of.ts';
import { latestEpoch, saveEpoch, writeEpoch, type SavedEpoch } from './saved-epoch.ts';
import type { TrainContext } from './services.ts';
import { TestCurves } from './test-curves.ts';
import { train, type TrainingCost } from './train.ts';

/** Runs the stage `trainer/train`: everything that can be refused is refused before the first step. */
export async function runTraining(context: TrainContext): Promise<StageReport> {
  const setup = await prepare(context);
  const { params, services, progress } = context;
  const selection = await services.engines.select(params);
  progress.note(`engine: ${selection.reason}`);
  const program = await selection.engine.compile(setup.network, {
    batchSize: setup.plans.batchSize,
    precision: selection.precision,
    threads: params.threads === 'all' ? availableParallelism() : params.threads,
    optimizer: params.optimizer,
    seed: params.seed,
  });
  try {
    return await trainProgram(context, { ...setup, selection, program });
  } finally {
    await program.dispose();
    await setup.curves?.close();
  }
}

/** What follows from params and data set alone. */
interface Setup {
  readonly info: DatasetInfo;
  readonly split: Split;
  readonly crop: Crop;
  readonly network: Network;
  readonly plans: BatchPlans;
  readonly curves: TestCurves | undefined;
}

interface Run extends Setup {
  readonly selection: EngineSelection;
  readonly program: Program;
}

async function prepare({ inputs, params, services, pipelineDirectory }: TrainContext): Promise<Setup> {
  const [artifact] = inputs['dataset'] ?? [];
  invariant(artifact !== undefined, 'trainer/train without a data set');
  const dataset = await openDataset(artifact.directory);
  const { info } = dataset;
  const split = await dataset.split('train');
  const crop = cropOf(params, info);
  const { network: name, width, shortcut, batchNorm } = params;
  const network = createNetwork(name, {
    input: inputOf(crop, info),
    classes: info.classNames.length,
    batchNorm,
    ...(width === undefined ? {} : { width }),
    ...(shortcut === undefined ? {} : { shortcut }),
  });
  const strategy = await services.strategies.resolve(params.batching, pipelineDirectory);
  const plans = batchPlans({ strategy, split, classes: info.classNames.length, params });
  const { batchSize } = plans;
  const composition = params.batching === 'balanced' ? plans.options : {};
  const test = params.evaluateEvery === 0 ? undefined : await dataset.split('test');
  const curves =
    test &&
    new TestCurves({
      split: test,
      info,
      crop,
      seed: params.seed,
      images: params.curveImages,
      batchSize,
      composition,
    });
  return { info, split, crop, network, plans, curves };
}

async function trainProgram(context: TrainContext, run: Run): Promise<StageReport> {
  const { params, progress, signal, scratch, output } = context;
  const { program, plans, curves } = run;
  const resumed = await resume(context, run);
  if (resumed !== undefined) await program.writeState(resumed.checkpoint.state);
  const loader = openLoader(run);
  try {
    let saved = resumed;
    const earlierSteps = resumed?.checkpoint.training.steps ?? 0;
    const onEpoch = async (rows: readonly EpochRow[], steps: number) => {
      saved = {
        checkpoint: await checkpointOf(context, run, { epochs: rows.length, steps: earlierSteps + steps }),
        rows,
      };
      await saveEpoch(scratch, saved);
    };
    const rows = resumed?.rows ?? [];
    const cost = await train({ params, program, loader, plans, curves, rows, progress, signal, onEpoch });
    invariant(saved !== undefined, 'training without an epoch');
    await writeEpoch(output, saved);
    return report(run, { cost, waitedMs: loader.waitedMs, resumedAfter: rows.length });
  } finally {
    await loader.close();
  }
}

/** The latest epoch of an interrupted run, if it ran on the same engine in the same way: other bits would not join. */
async function resume({ scratch, progress }: TrainContext, run: Run): Promise<SavedEpoch | undefined> {
  const saved = await latestEpoch(scratch);
  if (saved === undefined) return undefined;
  const before = describeEngine(saved.checkpoint.training);
  const now = describeEngine(engineOf(run));
  if (before !== now) {
    progress.note(
      `an interrupted run of ${saved.rows.length} epochs used ${before}; starting again with ${now}`,
    );
    return undefined;
  }
  progress.note(`going on after epoch ${saved.rows.length} of an interrupted run`);
  return saved;
}

async function checkpointOf(
  { params }: TrainContext,
  run: Run,
  done: Pick<TrainingRecord, 'epochs' | 'steps'>,
): Promise<Checkpoint> {
  const { info, split, crop, network, plans, program } = run;
  return {
    network,
    classNames: info.classNames,
    crop,
    normalisation: info.statistics,
    state: await program.readState(),
    training: {
      strategy: params.batching,
      batchingOptions: plans.options,
      batchSize: plans.batchSize,
      ...done,
      optimizer: params.optimizer,
      schedule: params.schedule,
      learningRate: params.learningRate,
      augmentation: params.augmentation,
      seed: params.seed,
      ...engineOf(run),
      dataset: info.description,
      trainingImages: split.length,
    },
  };
}

function engineOf({ selection, program }: Run): Pick<TrainingRecord, 'engine' | 'precision' | 'threads'> {
  return { engine: selection.engine.name, precision: program.precision, threads: program.threads };
}

function describeEngine({ engine, precision, threads }: ReturnType<typeof engineOf>): string {
  return `${engine} in ${precision} on ${threads} thread${threads === 1 ? '' : 's'}`;
}

function report(
  { selection, program }: Run,
  {
    cost,
    waitedMs,
    resumedAfter,
  }: { readonly cost: TrainingCost; readonly waitedMs: number; readonly resumedAfter: number },
): StageReport {
  const { name, description } = selection.engine;
  return {
    engine: { name, description },
    precision: program.precision,
    threads: program.threads,
    ...cost,
    imagesPerSecond: cost.trainingMs === 0 ? 0 : (1000 * cost.images) / cost.trainingMs,
    waitedMs,
    /** Share of the training time in which the engine waited for images, 0-1. */
    waitedShare: cost.trainingMs === 0 ? 0 : waitedMs / cost.trainingMs,
    resumedAfterEpoch: resumedAfter,
  };
}
