import { z } from 'zod';

const share = z.number();

/** `report.json`: the numbers of a report, for `report/compare` and for other programs. Errors are 0-1. */
export const reportDataSchema = z.strictObject({
  schemaVersion: z.literal(1),
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
      epochs: z.number(),
    }),
  ),
  /** The experiment of the paper beside it: its name, its tables and its errors in percent. */
  paper: z
    .strictObject({ name: z.string(), table: z.string(), errors: z.record(z.string(), z.number()) })
    .optional(),
  arms: z.array(z.strictObject({ strategy: z.string(), label: z.string() })),
  tests: z.array(
    z.strictObject({ protocol: z.string(), statistics: z.string(), label: z.string(), detail: z.string() }),
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
          trainingSeed: z.number(),
          seed: z.number(),
          error: share,
        }),
      ),
      /** Name of the cell of the paper it answers to (of the first network and data set). */
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
    }),
  ),
});

export type ReportData = z.infer<typeof reportDataSchema>;
