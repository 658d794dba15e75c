import { classifierTypes } from '@batchmates/classifier';
import type { z } from 'zod';
import type { TestContext } from './services.ts';

/** What all stages of this package have in common: they run a classifier on the images of a data set. */
export const networkStage = {
  inputs: { checkpoint: { type: classifierTypes }, dataset: { type: 'dataset' } },
  usesEngine: true,
} as const;

/** What a stage of this package with params of `Schema` is given. */
export type NetworkStageContext<Schema extends z.ZodObject> = TestContext<z.output<Schema>>;
