import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { BatchPlan, BatchingStrategy } from '@batchmates/batching';
import type { Split } from '@batchmates/dataset';
import { UserError } from '@batchmates/errors';
import { planPipeline, type Plan, type PlannedInstance } from '@batchmates/pipeline';
import { z } from 'zod';
import type { CommandContext } from '../main.ts';
import { findTarget } from '../pipeline-file.ts';
import { compose, planningContext } from '../registry/services.ts';
import { artifactDirectory, findInstance } from '../run-instance.ts';
import { plainTable } from './plain-table.ts';

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
  const { batching, batchSize, batchingOptions, seed } = batchParams(training);
  const { split, classNames } = await openTrainingSplit(plan, training, root);
  const strategy = await composition.services.strategies.resolve(batching, plan.directory);
  const options = parseOptions(strategy, { ...batchingOptions, batchSize: batchSize ?? classNames.length });
  const labels = split.labels;
  const { batchCount, planBatches } = await import('@batchmates/batching');
  const plans = Array.from({ length: epochs }, (_, epoch) =>
    planBatches(strategy, { labels, classes: classNames.length, seed, epoch }, options),
  );
  if (plans.some((each) => batchCount(each) === 0)) {
    throw new UserError({
      code: 'batches/none',
      what: `batching ${batching} of ${split.length} images`,
      expected: 'at least one batch an epoch',
      received: 'none',
    });
  }
  print(
    `${plan.name}.${training.name}: batching ${batching}, seed ${seed}, ${split.length} training images in ${classNames.length} classes`,
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
  batching: z.string(),
  batchSize: z.number().optional(),
  batchingOptions: z.record(z.string(), z.unknown()).default({}),
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
  const dataset = await openDataset(directory);
  return { split: await dataset.split('train'), classNames: dataset.info.classNames };
}

function parseOptions(
  strategy: BatchingStrategy,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const parsed = strategy.options.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError({
    code: 'batches/options',
    what: `batchingOptions.${issue?.path.join('.') ?? ''} of ${strategy.name}: ${issue?.message ?? 'wrong'}`,
  });
}

interface Shown {
  readonly split: Split;
  readonly classNames: readonly string[];
  readonly first: number;
}

async function describePlans(
  plans: readonly BatchPlan[],
  { split, classNames, first }: Shown,
): Promise<string[]> {
  const { batchCount, batchOf, classHistogram, meetings } = await import('@batchmates/batching');
  const plan = plans[0]!;
  const histogram = classHistogram(plan, { labels: split.labels, classes: classNames.length });
  const shown = histogram.slice(0, first);
  const names = classNames.map((name) => (name.length > 10 ? `${name.slice(0, 9)}…` : name));
  const images = shown.map(
    (_, batch) =>
      `batch ${batch}: images ${[...batchOf(plan, batch)]
        .slice(0, 12)
        .map((index) => split.id(index))
        .join(', ')}${batchOf(plan, batch).length > 12 ? ', …' : ''}`,
  );
  return [
    `${batchCount(plan)} batches an epoch, of ${sizes(plan)} images`,
    ...images,
    plainTable(
      ['images per class', ...names],
      shown.map((counts, batch) => [`batch ${batch}`, ...counts]),
      names.map((_, column) => column + 1),
    ),
    ...meetings(plans).map(
      ({ pairs, again }, index) =>
        `epoch ${index + 1}: ${again.toLocaleString('en')} of ${pairs.toLocaleString('en')} pairs of batchmates (${((100 * again) / Math.max(1, pairs)).toFixed(2)} %) had met in epoch ${index}`,
    ),
  ];
}

function sizes({ offsets }: BatchPlan): string {
  const lengths = [...offsets].slice(1).map((end, batch) => end - offsets[batch]!);
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  return least === most ? String(least) : `${least} to ${most}`;
}
