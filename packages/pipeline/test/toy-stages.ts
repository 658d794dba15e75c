import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import { choiceSchema, createRegistry, defineStage, type Registry, type Stage } from '@batchmates/stage';
import { temporaryFolder } from '@batchmates/stage/testing';
import { z } from 'zod';
import { planPipeline, type Plan } from '../src/index.ts';

const run = async (): Promise<void> => undefined;

const stages: readonly Stage[] = [
  defineStage({
    uses: 'toy/source',
    summary: 'a source',
    inputs: {},
    output: 'dataset',
    params: z.strictObject({
      size: z.number().int().default(10),
      splits: z.record(z.string(), z.number()).default({}),
    }),
    run,
  }),
  defineStage({
    uses: 'toy/train',
    summary: 'trains',
    inputs: { dataset: { type: 'dataset' } },
    output: 'checkpoint',
    choices: { batching: 'strategies' },
    renamed: { batchingOptions: 'write them into batching, e.g. batching: { kind: balanced, perClass: 2 }' },
    params: z.strictObject({
      batching: choiceSchema.prefault('standard'),
      epochs: z.number().int().positive(),
      rate: z.number().default(0.1),
      nesterov: z.boolean().default(false),
      schedule: z.enum(['cosine', 'one-cycle']).default('cosine'),
      optimizer: z
        .discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('sgd'), momentum: z.number().default(0.9) }),
          z.strictObject({ kind: z.literal('rmsprop'), decay: z.number().default(0.999) }),
        ])
        .prefault({ kind: 'sgd' }),
      tags: z.array(z.string()).default([]),
    }),
    run,
  }),
  defineStage({
    uses: 'toy/mix',
    summary: 'composes batches',
    inputs: {},
    output: 'plan',
    choices: { strategies: 'strategies' },
    params: z.strictObject({
      strategies: z.array(choiceSchema).default([]),
      norm: z
        .union([
          z.enum(['batch', 'group']).transform((kind) => ({ kind })),
          z.discriminatedUnion('kind', [
            z.strictObject({ kind: z.literal('batch'), momentum: z.number().default(0.1) }),
            z.strictObject({ kind: z.literal('group'), groups: z.number().default(8) }),
          ]),
        ])
        .prefault('batch'),
    }),
    run,
  }),
  defineStage({
    uses: 'toy/import',
    summary: 'imports',
    inputs: {},
    output: 'model',
    params: z.strictObject({}),
    run,
  }),
  defineStage({
    uses: 'toy/calibrate',
    summary: 'calibrates',
    inputs: { network: { type: ['checkpoint', 'model'] } },
    output: { sameAs: 'network' },
    params: z.strictObject({}),
    run,
  }),
  defineStage({
    uses: 'toy/test',
    summary: 'tests',
    inputs: { checkpoint: { type: 'checkpoint' }, dataset: { type: 'dataset' } },
    output: 'results',
    params: z.strictObject({ protocol: z.string().default('standard') }),
    run,
  }),
  defineStage({
    uses: 'toy/report',
    summary: 'reports',
    inputs: {
      results: { type: 'results', many: true },
      checkpoints: { type: 'checkpoint', many: true, optional: true },
    },
    output: 'report',
    params: z.strictObject({ title: z.string().optional() }),
    run,
  }),
];

/** The toy stages: source -> dataset, train -> checkpoint, test -> results, report. */
export const toyRegistry: Registry<Stage> = createRegistry<Stage>({
  kind: 'stage',
  items: Object.fromEntries(stages.map((stage) => [stage.uses, () => stage])),
  accepts: (value): value is Stage => typeof value === 'object' && value !== null && 'run' in value,
  shape: 'a stage',
});

interface ToyStrategy {
  readonly options: z.ZodObject;
}

const strategies = createRegistry<ToyStrategy>({
  kind: 'batching strategy',
  items: {
    standard: () => ({ options: z.strictObject({}) }),
    balanced: () => ({ options: z.strictObject({ perClass: z.number().default(1) }) }),
  },
  accepts: (value): value is ToyStrategy => typeof value === 'object' && value !== null && 'options' in value,
  shape: 'an object with options',
});

/** Plans a pipeline file with this text, in a folder that also holds `files`; pipelines are known by the names of their files, this one as `toy`. */
export async function planText(text: string, files: Readonly<Record<string, string>> = {}): Promise<Plan> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  await writeFile(join(folder, 'pipeline.yaml'), text);
  return planPipeline(join(folder, 'pipeline.yaml'), {
    stages: toyRegistry,
    registries: { strategies },
    root: folder,
    pipelines: async () =>
      new Map(
        ['toy.yaml', ...Object.keys(files)]
          .filter((name) => name.endsWith('.yaml'))
          .map((name) => [
            basename(name, '.yaml'),
            join(folder, name === 'toy.yaml' ? 'pipeline.yaml' : name),
          ]),
      ),
  });
}

/** The messages of everything that is wrong with this text, in order. */
export async function mistakesOf(text: string, files?: Readonly<Record<string, string>>): Promise<string[]> {
  try {
    await planText(text, files);
    return [];
  } catch (error) {
    if (error instanceof UserErrors) return error.errors.map(({ message }) => message);
    if (error instanceof UserError) return [error.message];
    throw error;
  }
}
