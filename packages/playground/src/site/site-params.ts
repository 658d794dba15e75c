import { z } from 'zod';

/** Params of `report/site`. */
export const siteParams = z.strictObject({
  title: z.string().min(1).optional().describe('heading; absent: what the data set calls itself'),
  split: z.string().default('test').describe('the split whose images are on the shelf'),
  imagesPerClass: z
    .number()
    .int()
    .positive()
    .default(20)
    .describe('images of each class on the shelf; all of a class that has fewer'),
  seed: z.number().int().default(0).describe('names the choice of the images'),
});

export type SiteParams = z.output<typeof siteParams>;
