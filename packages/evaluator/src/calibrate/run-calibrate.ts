import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { viewsOf } from '@batchmates/augmentation';
import type { BatchPlan } from '@batchmates/batching';
import { trainedHere, type PooledViews } from '@batchmates/checkpoint';
import type { Classifier } from '@batchmates/classifier';
import type { Split } from '@batchmates/dataset';
import { openLoader, type Preparation } from '@batchmates/loader';
import type { StageReport } from '@batchmates/stage';
import { completeViews } from '../session/assert-pooled-views.ts';
import type { NetworkStageContext } from '../session/network-stage.ts';
import { withNetwork, type OpenedNetwork } from '../session/open-network.ts';
import { calibrationPlan } from './calibration-plan.ts';
import { MomentsPool } from './moments-pool.ts';
import type { calibrateParams } from './params.ts';

type Context = NetworkStageContext<typeof calibrateParams>;

/** Runs the stage `evaluator/calibrate`. */
export async function runCalibrate(context: Context): Promise<StageReport> {
  return withNetwork(context, async (network) => {
    const { classifier, dataset, program, selection } = network;
    const split = await dataset.split(context.params.split);
    const plan = await calibrationPlan(context, { classifier, split });
    const populationViews = completeViews(context.params, classifier);
    const passes = preparationsOf(populationViews, { classifier, seed: context.params.seed });
    const { pool, waitedMs } = await poolMoments(context, { network, split, plan, passes });
    await classifier.write(context.output, { population: pool.pooled(), populationViews });
    await copyOtherFiles(context.inputs.checkpoint, context.output);
    return {
      engine: { name: selection.engine.name, description: selection.engine.description },
      precision: program.precision,
      threads: program.threads,
      images: pool.images / passes.length,
      views: passes.length,
      waitedMs,
    };
  });
}

/** The batches to pool, each once in every pass. */
interface PoolRequest {
  readonly network: OpenedNetwork;
  readonly split: Split;
  readonly plan: BatchPlan;
  readonly passes: readonly Preparation[];
}

async function poolMoments(
  { progress, signal }: Context,
  { network, split, plan, passes }: PoolRequest,
): Promise<{ pool: MomentsPool; waitedMs: number }> {
  const { classifier, dataset, program } = network;
  const pool = new MomentsPool();
  const bar = progress.start({
    label: 'calibrate',
    total: plan.indices.length * passes.length,
    unit: 'images',
  });
  const { crop, normalisation } = classifier;
  const loader = openLoader({ split, info: dataset.info, crop, normalisation });
  try {
    for (const preparation of passes) {
      for await (const { images, indices } of loader.batches(plan, preparation)) {
        signal.throwIfAborted();
        pool.add(await program.moments(images), indices.length);
        bar.advance(indices.length);
      }
    }
    return { pool, waitedMs: loader.waitedMs };
  } finally {
    bar.stop();
    await loader.close();
  }
}

/** How the images are prepared in each pass over them: a batch holds one view of its images, as in testing. */
function preparationsOf(
  { views, flip }: PooledViews,
  { classifier, seed }: { readonly classifier: Classifier; readonly seed: number },
): readonly Preparation[] {
  if (views !== 'augmented') return viewsOf(views, { flip }).map((view) => ({ kind: 'view', view }));
  const { augmentation } = trainedHere(classifier.training, {
    what: 'views: augmented, as in training',
    remedy: 'use views: center, or the views of the test',
  });
  return [{ kind: 'train', augmentation, seed, epoch: 0 }];
}

/** Error curves and whatever else a trainer leaves beside the network. */
async function copyOtherFiles(from: Artifact, to: string): Promise<void> {
  for (const { path } of from.manifest.files) {
    if (existsSync(join(to, path))) continue;
    await mkdir(dirname(join(to, path)), { recursive: true });
    await copyFile(join(from.directory, path), join(to, path));
  }
}
