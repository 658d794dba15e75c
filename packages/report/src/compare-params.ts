import { z } from 'zod';

/** Heading of a comparison that has no other. */
export const COMPARISON_TITLE = 'Reports side by side';

/** Parameters of `report/compare`. */
export const compareParams = z.strictObject({
  title: z.string().min(1).default(COMPARISON_TITLE).describe('heading of the comparison'),
  reports: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'reports of other pipelines, run before: folders relative to the pipeline file, e.g. ../../artifacts/cifar10-resnet44/report',
    ),
});

export type CompareParams = z.output<typeof compareParams>;
