import { existsSync } from 'node:fs';
import { openVerified } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { planPipeline, type Plan, type PlannedInstance } from '@batchmates/pipeline';
import { z } from 'zod';
import { projectOf } from '../all-instances.ts';
import { artifactDirectory } from '../artifact-directory.ts';
import { findTarget } from '../find-pipeline.ts';
import { compose, planningContext } from '../registry/services.ts';
import { findInstance } from '../run-instance.ts';
import { planEpochs } from './plan-epochs.ts';
import type { PlannedBatches, PlannedImages } from './planned-batches.ts';

/** Which training's batches to plan. */
export interface TrainingRequest {
  /** The workspace's root folder. */
  readonly root: string;
  readonly pipeline: string;
  readonly instance: string | undefined;
  /** Epochs to plan. */
  readonly epochs: number;
}

/** The batches that a training instance makes of the data set it reads, which must be there. */
export async function batchesOfPipeline({
  root,
  pipeline,
  instance,
  epochs,
}: TrainingRequest): Promise<PlannedBatches> {
  const composition = compose();
  const target = await findTarget(pipeline, instance, root);
  const plan = await planPipeline(target.file, planningContext(composition, root));
  const training = target.instance === undefined ? firstTraining(plan) : findInstance(plan, target.instance);
  const { epochs: trainingEpochs, batchSize, ...params } = batchParams(training);
  return planEpochs({
    of: `${plan.name}.${training.name}`,
    images: await openTrainingImages(plan, training, root),
    strategies: composition.services.strategies,
    directory: plan.directory,
    ...params,
    ...{ batchSize, trainingEpochs, epochs },
  });
}

const paramsSchema = z.object({
  batching: z.looseObject({ kind: z.string() }),
  batchSize: z.number().optional(),
  stepsPerEpoch: z.enum(['batching', 'standard']).default('batching'),
  epochs: z.number().default(1),
  seed: z.number().default(0),
});

function batchParams(instance: PlannedInstance): z.output<typeof paramsSchema> {
  const parsed = paramsSchema.safeParse(instance.params);
  if (parsed.success) return parsed.data;
  throw new UserError({
    code: 'batches/no-batching',
    what: `${instance.name} (${instance.uses}) makes no batches`,
    expected: 'an instance with a param batching, such as one of trainer/train',
  });
}

function firstTraining(plan: Plan): PlannedInstance {
  const found = plan.instances.find(({ params }) => paramsSchema.safeParse(params).success);
  if (found !== undefined) return found;
  throw new UserError({
    code: 'batches/no-batching',
    what: `pipeline ${plan.name} has no stage that makes batches`,
    expected: 'one with a param batching, such as trainer/train',
  });
}

async function openTrainingImages(
  plan: Plan,
  training: PlannedInstance,
  root: string,
): Promise<PlannedImages> {
  const { openDataset } = await import('@batchmates/dataset');
  const [input] = Object.entries(training.stage.inputs).find(([, { type }]) => type === 'dataset') ?? [];
  const source = input === undefined ? undefined : training.inputs[input]?.[0];
  if (source === undefined) {
    throw new UserError({
      code: 'batches/no-dataset',
      what: `${training.name} reads no dataset`,
      expected: 'an input that is one',
    });
  }
  const directory = artifactDirectory(root, plan, source);
  if (!existsSync(directory)) {
    throw new UserError({
      code: 'batches/no-images',
      what: `${plan.name}.${source}, the images of ${training.name}`,
      expected: 'an artifact of an earlier run',
      received: 'none yet',
      remedy: `run npx batchmates run-all ${projectOf(plan, source)}`,
    });
  }
  await openVerified(directory);
  const dataset = await openDataset(directory);
  const split = await dataset.split('train');
  return {
    labels: split.labels,
    classNames: dataset.info.classNames,
    id: (index) => split.id(index),
  };
}
