import { availableMemory } from 'node:process';
import { SMALL_BATCH } from '@batchmates/batching';
import type { TrainedCheckpoint, TrainingRecord } from '@batchmates/checkpoint';
import { threadsOf, type EngineSelection, type State, type TrainingProgram } from '@batchmates/engine';
import { gigabytes, invariant } from '@batchmates/errors';
import { openLoader, type Loader } from '@batchmates/loader';
import type { StageReport } from '@batchmates/stage';
import { assertParams } from './assert-params.ts';
import { prepareTraining, type Setup } from './prepare-training.ts';
import { forgetRuns, latestRun, saveRun, writeRun, type SavedRun } from './saved-run.ts';
import type { TrainContext } from './train-context.ts';
import { atStart, train, type Position, type TrainingCost } from './train.ts';

/** Runs the stage `trainer/train`: everything that can be refused is refused before the first step. */
export async function runTraining(context: TrainContext): Promise<StageReport> {
  assertParams(context.params, { connected: context.inputs.checkpoint !== undefined });
  const setup = await prepareTraining(context);
  // Its threads start while the engine compiles.
  const loader = openLoader(setup);
  try {
    return await trainWith(context, { ...setup, loader });
  } finally {
    await loader.close();
    await setup.curves?.close();
  }
}

async function trainWith(
  context: TrainContext,
  setup: Setup & { readonly loader: Loader },
): Promise<StageReport> {
  const { params, services, progress } = context;
  const selection = await services.engines.select({ ...params, purpose: 'training' });
  progress.note(`engine: ${selection.reason}`);
  const { batchSize } = setup.plans;
  const { batchSize: asked, norm, freezeBatchNorm } = params;
  const readsBatch = norm.kind === 'batch' && freezeBatchNorm === undefined;
  if (asked === undefined && readsBatch && batchSize < SMALL_BATCH)
    progress.note(
      `batchSize: ${batchSize} by default: batches below ${SMALL_BATCH} images cost accuracy by themselves; set batchSize (both arms alike) to leave that out`,
    );
  const program = await selection.engine.compileTraining(setup.network, {
    batchSize,
    precision: selection.precision,
    threads: threadsOf(params.threads),
    optimizer: params.optimizer,
    seed: params.seed,
    freezeBatchNorm,
  });
  const bytes = await program.trainingBytes?.();
  if (bytes !== undefined && bytes >= MUCH_MEMORY)
    progress.note(
      `memory: ${gigabytes(bytes)} for activations and gradients of ${batchSize} images, of ${gigabytes(availableMemory())} free`,
    );
  try {
    return await trainProgram(context, { ...setup, selection, program });
  } finally {
    await program.dispose();
  }
}

/** Bytes below which the memory of training is not worth a line. */
const MUCH_MEMORY = 5e8;

interface Run extends Setup {
  readonly loader: Loader;
  readonly selection: EngineSelection;
  readonly program: TrainingProgram;
}

async function trainProgram(context: TrainContext, run: Run): Promise<StageReport> {
  const { params, progress, signal, scratch, output } = context;
  const { program, loader, plans, curves } = run;
  const resumed = await resume(context, run);
  const state = resumed?.checkpoint.state ?? run.start?.state;
  if (state !== undefined) await program.writeState(state);
  const begun = resumed === undefined ? atStart : { ...resumed, steps: resumed.checkpoint.training.steps };
  let saved = resumed;
  const save = async ({ rows, underWay, steps }: Position, state: State) => {
    const done = { epochs: rows.length, steps };
    saved = { checkpoint: checkpointOf(context, run, { state, done }), rows, underWay };
    await saveRun(scratch, saved);
  };
  const classes = run.info.classNames.length;
  const cost = await train({
    params,
    program,
    loader,
    plans,
    classes,
    curves,
    begun,
    progress,
    signal,
    save,
  });
  invariant(saved !== undefined, 'training without an epoch');
  await writeRun(output, saved);
  return report(run, { cost, waitedMs: loader.waitedMs, begun });
}

/**
 * The latest state of an interrupted run, if one is as it was written and ran on the same engine in the same way: other bits would
 * not join.
 */
async function resume({ scratch, progress }: TrainContext, run: Run): Promise<SavedRun | undefined> {
  const { run: saved, damaged } = await latestRun(scratch);
  for (const { message } of damaged)
    progress.note(`what was saved of an interrupted run is damaged: ${message.split('; ')[0]}`);
  if (saved === undefined) {
    if (damaged.length > 0) progress.note('starting again: nothing else was saved');
    return undefined;
  }
  const before = describeEngine(saved.checkpoint.training);
  const now = describeEngine(engineOf(run));
  if (before !== now) {
    progress.note(`an interrupted run of ${describePlace(saved)} used ${before}; starting again with ${now}`);
    await forgetRuns(scratch);
    return undefined;
  }
  progress.note(`going on after ${describePlace(saved)} of an interrupted run`);
  return saved;
}

function describePlace({ rows, underWay }: Pick<Position, 'rows' | 'underWay'>): string {
  const epochs = `${rows.length} epoch${rows.length === 1 ? '' : 's'}`;
  if (underWay === undefined) return epochs;
  const steps = `${underWay.steps} step${underWay.steps === 1 ? '' : 's'}`;
  return rows.length === 0 ? steps : `${epochs} and ${steps}`;
}

function checkpointOf(
  { params }: TrainContext,
  run: Run,
  { state, done }: { readonly state: State; readonly done: Pick<TrainingRecord, 'epochs' | 'steps'> },
): TrainedCheckpoint {
  const { info, split, crop, network, plans, start, normalisation } = run;
  return {
    network,
    classNames: info.classNames,
    crop,
    normalisation,
    state,
    training: {
      batching: params.batching,
      strategy: plans.strategy.name,
      batchSize: plans.batchSize,
      composition: plans.composition,
      ...done,
      optimizer: params.optimizer,
      schedule: params.schedule,
      learningRate: params.learningRate,
      augmentation: params.augmentation,
      seed: params.seed,
      ...engineOf(run),
      dataset: info.description,
      trainingImages: split.length,
      ...(params.freezeBatchNorm !== undefined && { freezeBatchNorm: params.freezeBatchNorm }),
      ...(start !== undefined && { startedFrom: start.startedFrom }),
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
    begun,
  }: { readonly cost: TrainingCost; readonly waitedMs: number; readonly begun: Position },
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
    /** Where an interrupted run stood; 0 without one. */
    resumedAfter: { epochs: begun.rows.length, steps: begun.steps },
  };
}
