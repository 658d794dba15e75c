import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { centreView } from '@batchmates/augmentation';
import type { BatchPlan } from '@batchmates/batching';
import type { Checkpoint } from '@batchmates/checkpoint';
import type { Split } from '@batchmates/dataset';
import type { Preparation } from '@batchmates/loader';
import { defineStage, type StageReport } from '@batchmates/stage';
import { match } from 'ts-pattern';
import { networkStage, type NetworkStageContext } from '../session/network-stage.ts';
import { withNetwork, type OpenedNetwork } from '../session/open-network.ts';
import { calibrationPlan } from './calibration-plan.ts';
import { MomentsPool } from './moments-pool.ts';
import { calibrateParams } from './params.ts';

type Context = NetworkStageContext<typeof calibrateParams>;

/**
 * `evaluator/calibrate`: pools batch-norm statistics over the whole training set, the paper's fixed statistics of
 * standard inference (section 2). Batches are composed as in training, because what a layer sees depends on how the
 * layers before it were normalised. Leaves the checkpoint as it was, with the pooled statistics added.
 */
export const calibrate = defineStage({
  uses: 'evaluator/calibrate',
  summary: 'adds statistics pooled over the training set to a checkpoint',
  ...networkStage,
  output: 'checkpoint',
  params: calibrateParams,
  choices: { batching: 'strategies' },
  renamed: {
    batchingOptions: 'write options into batching, e.g. batching: { kind: balanced, samplesPerClass: 2 }',
  },
  run: (context: Context): Promise<StageReport> =>
    withNetwork(context, async (network) => {
      const { checkpoint, dataset, program, selection } = network;
      const split = await dataset.split(context.params.split);
      const plan = await calibrationPlan(context, { checkpoint, split });
      const { pool, waitedMs } = await poolMoments(context, { network, split, plan });
      const { writeCheckpoint } = await import('@batchmates/checkpoint');
      await writeCheckpoint(context.output, { ...checkpoint, population: pool.pooled() });
      await copyOtherFiles(context.inputs.checkpoint, context.output);
      return {
        engine: { name: selection.engine.name, description: selection.engine.description },
        precision: program.precision,
        threads: program.threads,
        images: pool.images,
        waitedMs,
      };
    }),
});

async function poolMoments(
  { params, progress, signal }: Context,
  { network, split, plan }: { network: OpenedNetwork; split: Split; plan: BatchPlan },
): Promise<{ pool: MomentsPool; waitedMs: number }> {
  const { checkpoint, dataset, program } = network;
  const pool = new MomentsPool();
  const bar = progress.start({ label: 'calibrate', total: plan.indices.length, unit: 'images' });
  const { crop, normalisation } = checkpoint;
  const { openLoader } = await import('@batchmates/loader');
  const loader = openLoader({ split, info: dataset.info, crop, normalisation });
  try {
    for await (const { images, indices } of loader.batches(plan, preparationOf(params, checkpoint))) {
      signal.throwIfAborted();
      pool.add(await program.moments(images), indices.length);
      bar.advance(indices.length);
    }
    return { pool, waitedMs: loader.waitedMs };
  } finally {
    bar.stop();
    await loader.close();
  }
}

function preparationOf({ crops, seed }: Context['params'], { training }: Checkpoint): Preparation {
  return match(crops)
    .returnType<Preparation>()
    .with('center', () => ({ kind: 'view', view: centreView }))
    .with('augmented', () => ({ kind: 'train', augmentation: training.augmentation, seed, epoch: 0 }))
    .exhaustive();
}

/** Error curves and whatever else a trainer leaves beside the network. */
async function copyOtherFiles(from: Artifact, to: string): Promise<void> {
  const own = ['checkpoint.json', 'state.safetensors'];
  for (const { path } of from.manifest.files) {
    if (own.includes(path)) continue;
    await mkdir(dirname(join(to, path)), { recursive: true });
    await copyFile(join(from.directory, path), join(to, path));
  }
}
