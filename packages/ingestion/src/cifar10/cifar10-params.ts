import { resolve } from 'node:path';
import { z } from 'zod';
import { dataManifest } from '../files/data-manifest.ts';

/** Parameters of `ingestion/cifar10`. */
export const cifar10Params = z.strictObject({
  source: z
    .string()
    .default('auto')
    .describe(
      'a folder or a .tar.gz (relative to the pipeline file), `download`, or `auto`: $BATCHMATES_DATA, then data/, then download',
    ),
  manifest: z.string().optional().describe('another manifest in the layout of data-manifests/cifar10.json'),
  split: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('official') }),
      z.strictObject({
        kind: z.literal('holdout'),
        heldOut: z.string().describe('the file whose images become the test split, e.g. data_batch_5'),
        train: z
          .array(z.string())
          .min(1)
          .optional()
          .describe('training files; default: all official ones but the held out'),
      }),
    ])
    .default({ kind: 'official' })
    .describe('`official`: the train and test files; `holdout`: a training file held out for testing'),
  trainImages: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('a subset with equally many images of each class'),
  testImages: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('a subset with equally many images of each class'),
  pad: z.number().int().min(0).max(32).default(4).describe('zero pixels added on each side'),
});

export type Cifar10Params = z.output<typeof cifar10Params>;

/** The manifest that params name. */
export function manifestOf({ manifest }: Cifar10Params, pipelineDirectory: string): string {
  return manifest === undefined ? dataManifest('cifar10.json') : resolve(pipelineDirectory, manifest);
}
