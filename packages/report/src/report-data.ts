import { z } from 'zod';

const share = z.number();
/** A difference of errors with its 95 % interval over images. */
const gap = z.strictObject({ difference: z.number(), interval: z.tuple([z.number(), z.number()]) });

/** `report.json`: the numbers of a report, for `report/compare` and for other programs. Errors are 0-1. */
export const reportDataSchema = z.strictObject({
  schemaVersion: z.literal(3),
  title: z.string(),
  /** What was tested; several when a report mixes networks or data sets. */
  subjects: z.array(
    z.strictObject({
      dataset: z.string(),
      split: z.string(),
      classes: z.number().int(),
      network: z.string(),
      width: z.number().int(),
      parameters: z.number().int(),
      /** Null: an imported network. */
      epochs: z.number().nullable(),
    }),
  ),
  /** The experiment of the paper beside it: its name, its tables and its errors in percent. */
  paper: z
    .strictObject({ name: z.string(), table: z.string(), errors: z.record(z.string(), z.number()) })
    .optional(),
  /** Of several networks, settings or data sets the first, which `published` and `reductions` are of; absent of a single one. */
  subject: z.string().optional(),
  /**
   * `name`: what the batches are called; `label`: that, and what tells the arm from the others of this report; `settings`: everything
   * that was chosen in training but seeds, by dotted name.
   */
  arms: z.array(
    z.strictObject({
      strategy: z.string(),
      name: z.string(),
      label: z.string(),
      settings: z.record(z.string(), z.unknown()),
    }),
  ),
  /** `settings`: everything that was chosen in testing; `batchSize`: images that are normalised together. */
  tests: z.array(
    z.strictObject({
      protocol: z.string(),
      statistics: z.enum(['running', 'population', 'batch']),
      label: z.string(),
      detail: z.string(),
      batchSize: z.number().int().optional(),
      settings: z.record(z.string(), z.unknown()),
    }),
  ),
  /** One entry per measured cell; `arm` and `test` are indices into the lists above. */
  cells: z.array(
    z.strictObject({
      arm: z.number().int(),
      test: z.number().int(),
      error: share,
      /** 95 % Wilson interval of a single run. */
      interval: z.tuple([share, share]).optional(),
      /** Sample standard deviation over several runs. */
      deviation: share.optional(),
      images: z.number().int(),
      runs: z.array(
        z.strictObject({
          folder: z.string(),
          identity: z.string(),
          /** Null: an imported network. */
          trainingSeed: z.number().nullable(),
          seed: z.number(),
          error: share,
          /** Against the true labels, where those of the split were made wrong on purpose. */
          trueLabelError: share.optional(),
        }),
      ),
      /** Name of the cell of the paper it answers to (of `subject`). */
      published: z.string().optional(),
      /** What the paper prints for it, 0-1. */
      paperError: share.optional(),
    }),
  ),
  curves: z.array(
    z.strictObject({
      label: z.string(),
      points: z.array(z.strictObject({ epoch: z.number(), error: share, low: share, high: share })),
    }),
  ),
  reductions: z.array(
    z.strictObject({
      before: z.string(),
      after: z.string(),
      errors: z.tuple([share, share]),
      reduction: share.optional(),
      published: share.optional(),
    }),
  ),
  /** Cells that differ in one thing, on the same images. Differences are those of the second less the first. */
  comparisons: z.array(
    z.strictObject({
      common: z.string(),
      differsIn: z.string(),
      first: z.string(),
      second: z.string(),
      runs: z.number().int(),
      images: z.number().int(),
      difference: z.number(),
      /** 95 % interval over images. */
      interval: z.tuple([z.number(), z.number()]),
      pValue: share,
      /** After Holm's correction: over ways of testing, or over ways of training. */
      corrected: share,
    }),
  ),
  pseudoLabels: z.array(
    z.strictObject({ arm: z.string(), start: z.string(), update: z.string(), errors: z.array(share) }),
  ),
  circulations: z.array(
    z.strictObject({
      arm: z.string(),
      weakMissingRate: share,
      weakMissingInterval: z.tuple([share, share]),
      strongMissingRate: share,
      pairsDistinctRate: share,
      /** What the rates would be if answers had nothing to do with the places of images. */
      weakMissingChance: share.optional(),
      strongMissingChance: share.optional(),
      pairsDistinctChance: share.optional(),
    }),
  ),
  /** Absent where there are none. `name` is unique; differences of errors are null where they were not measured. */
  audits: z
    .array(
      z.strictObject({
        name: z.string(),
        arm: z.string(),
        sentence: z.string(),
        measuredLessServed: gap.nullable(),
        labelGain: gap.nullable(),
        batchCost: gap.nullable(),
      }),
    )
    .exactOptional(),
});

export type ReportData = z.infer<typeof reportDataSchema>;
