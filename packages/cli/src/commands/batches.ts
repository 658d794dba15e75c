import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { openVerified } from '@batchmates/artifact';
import type { BatchPlan } from '@batchmates/batching';
import type { Split } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import { planPipeline, type Plan, type PlannedInstance } from '@batchmates/pipeline';
import { resolveChoice } from '@batchmates/stage';
import { z } from 'zod';
import type { CommandContext } from '../command-context.ts';
import { findTarget } from '../find-pipeline.ts';
import { compose, planningContext } from '../registry/services.ts';
import { artifactDirectory } from '../artifact-directory.ts';
import { findInstance } from '../run-instance.ts';
import { describePlans } from './describe-plans.ts';

/** What `batchmates batches` is told. */
export interface BatchesArguments extends CommandContext {
  readonly pipeline: string;
  readonly instance: string | undefined;
  /** Batches to show. */
  readonly first: number;
  /** Epochs to compare. */
  readonly epochs: number;
  /** Where to write the plan of the first epoch. */
  readonly save: string | undefined;
}

/** `batchmates batches`: the first batches of a training instance, classes per batch, and how often two images meet again. */
export async function batches({
  root,
  pipeline,
  instance,
  first,
  epochs,
  save,
  print,
}: BatchesArguments): Promise<void> {
  const composition = compose();
  const target = await findTarget(pipeline, instance, root);
  const plan = await planPipeline(target.file, planningContext(composition, root));
  const training = target.instance === undefined ? firstTraining(plan) : findInstance(plan, target.instance);
  const params = batchParams(training);
  const { split, classNames } = await openTrainingSplit(plan, training, root);
  const { item, options } = await resolveChoice(
    composition.services.strategies,
    params.batching,
    plan.directory,
  );
  const { batchCount, batchSizeOf, planEpoch } = await import('@batchmates/batching');
  const classes = classNames.length;
  const { seed, stepsPerEpoch } = params;
  const batchSize = params.batchSize ?? batchSizeOf(item.composition(options, { classes })) ?? classes;
  const plans = Array.from({ length: epochs }, (_, epoch) =>
    planEpoch(
      { labels: split.labels, classes, batchSize, seed, epoch },
      { strategy: item, options, stepsPerEpoch, epochs: params.epochs },
    ),
  );
  const batching = params.batching.kind;
  if (plans.some((each) => batchCount(each) === 0)) {
    throw new UserError({
      code: 'batches/none',
      what: `batching ${batching} of ${split.length} images`,
      expected: 'at least one batch an epoch',
      received: 'none',
    });
  }
  print(
    `${plan.name}.${training.name}: batching ${batching}, seed ${seed}, ${split.length} training images in ${classes} classes`,
  );
  for (const line of await describePlans(plans, { split, classNames, first })) print(line);
  if (save !== undefined) print(await savePlan(plans[0]!, save));
}

async function savePlan(plan: BatchPlan, file: string): Promise<string> {
  const { encodePlan } = await import('@batchmates/batching');
  await writeFile(file, await encodePlan(plan)).catch((cause: unknown) => {
    throw new UserError({
      code: 'batches/save',
      what: `option --save ${file}`,
      expected: 'a file in a folder that exists and can be written',
      cause,
    });
  });
  return `${file}: epoch 0 as an Arrow file, one row per place in a batch (batch, image, counted)`;
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

async function openTrainingSplit(
  plan: Plan,
  training: PlannedInstance,
  root: string,
): Promise<{ split: Split; classNames: readonly string[] }> {
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
      remedy: `run npx nx run ${plan.name}.${source}:run`,
    });
  }
  await openVerified(directory);
  const dataset = await openDataset(directory);
  return { split: await dataset.split('train'), classNames: dataset.info.classNames };
}
