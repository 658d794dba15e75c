import { z } from 'zod';

const NAME = /^[A-Za-z][\w-]{0,99}$/;
const name = z.string().regex(NAME, 'at most 100 letters, digits, - and _, starting with a letter');

/** One value of a matrix axis. */
export const axisValueSchema = z.union([z.string().min(1), z.number(), z.boolean()]);

/** One stage of a pipeline file. */
export const stageEntrySchema = z.strictObject({
  uses: z
    .string()
    .min(1)
    .describe(
      'What runs: a built-in stage (trainer/train), ./my-stage.ts beside this file, or an installed package.',
    ),
  in: z
    .record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]))
    .default({})
    .describe(
      'What each input is connected to: a stage, some instances of it (train.balanced), or a list of these.',
    ),
  matrix: z
    .record(name, z.array(axisValueSchema).min(1))
    .default({})
    .describe('Fans the stage out: one instance for every combination of these values.'),
  with: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Params of the stage; "${axis}" stands for the value of a matrix axis and keeps its type.'),
});

/** `pipeline.yaml`: a graph of stages. */
export const pipelineFileSchema = z.strictObject({
  name: name.describe('Names the artifacts folder and the Nx projects: npx nx run <name>:run.'),
  description: z.string().optional().describe('What the pipeline is for, in one sentence.'),
  stages: z.record(name, stageEntrySchema).describe('The stages by name, in any order.'),
});

export type AxisValue = z.infer<typeof axisValueSchema>;
export type StageEntry = z.output<typeof stageEntrySchema>;
