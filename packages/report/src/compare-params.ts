import { z } from 'zod';

/** Parameters of `report/compare`. */
export const compareParams = z.strictObject({
  title: z.string().min(1).default('Reports side by side').describe('heading of the comparison'),
  reports: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'reports of other pipelines, run before: folders relative to the pipeline file, e.g. ../../artifacts/cifar10-resnet44/report',
    ),
});

export type CompareParams = z.output<typeof compareParams>;
