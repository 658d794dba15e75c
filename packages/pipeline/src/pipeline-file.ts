import { z } from 'zod';

const NAME = /^[A-Za-z][\w-]{0,99}$/;
const NAME_IN_WORDS = 'at most 100 letters, digits, - and _, starting with a letter';
const name = z.string().regex(NAME, NAME_IN_WORDS);

/** One value of a matrix axis as it is written: a text, a number, a flag, or an object of several values that go together. */
export const writtenValueSchema = z.union([
  z.string().min(1),
  z.number(),
  z.boolean(),
  z.looseObject({
    name: z
      .string()
      .min(1)
      .optional()
      .describe('What stands for the object in the names of instances; absent: its texts and numbers.'),
  }),
]);

/** An entry of `include` or `exclude`: values of some axes. */
const matrixEntrySchema = z.record(name, writtenValueSchema);

/** `matrix:` of a stage: axes with their values, and what is added to and left out of their combinations. */
export const matrixSchema = z
  .object({
    include: z
      .array(matrixEntrySchema)
      .min(1)
      .optional()
      .describe(
        'Each entry is added to the combinations whose values it does not contradict, else it is one of its own, as in GitHub Actions.',
      ),
    exclude: z
      .array(matrixEntrySchema)
      .min(1)
      .optional()
      .describe('Leaves out every combination that has all the values of an entry; before include.'),
  })
  .catchall(z.array(writtenValueSchema).min(1))
  .superRefine(refuseOddNames)
  .meta({ propertyNames: { type: 'string', pattern: NAME.source } });

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
      'What each input is connected to: a stage, some instances of it (train.balanced), those of another pipeline (other.train.balanced), or a list of these.',
    ),
  matrix: matrixSchema
    .default({})
    .describe('Fans the stage out: one instance for every combination of these values.'),
  with: z
    .record(z.string(), z.unknown())
    .default({})
    .describe(
      'Params of the stage; "${axis}" stands for the value of a matrix axis and keeps its type, "${arm.batchSize}" for a key of an object, "${10 * axis}" for a number worked out.',
    ),
});

/** `pipeline.yaml`: a graph of stages. */
export const pipelineFileSchema = z.strictObject({
  name: name.describe('Names the artifacts folder and the Nx projects: npx nx run <name>:run.'),
  description: z.string().optional().describe('What the pipeline is for, in one sentence.'),
  stages: z.record(name, stageEntrySchema).describe('The stages by name, in any order.'),
});

/** A plain value of a matrix axis. */
export type Scalar = string | number | boolean;
export type WrittenValue = z.output<typeof writtenValueSchema>;
export type WrittenMatrix = z.output<typeof matrixSchema>;
export type StageEntry = z.output<typeof stageEntrySchema>;

/** Axes are named as stages are. */
function refuseOddNames(matrix: object, context: z.RefinementCtx): void {
  for (const axis of Object.keys(matrix).filter((each) => !NAME.test(each))) {
    context.addIssue({
      code: 'invalid_key',
      origin: 'record',
      path: [axis],
      input: axis,
      issues: [{ code: 'custom', path: [], message: NAME_IN_WORDS, input: axis }],
    });
  }
}
