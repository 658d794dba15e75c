import { sourcesOf } from '@batchmates/stage';
import { z } from 'zod';
import { dataManifest } from '../files/data-manifest.ts';

/** Where a split of ImageNet lies. */
export const imagenetSourceSchema = z
  .strictObject({
    train: z
      .string()
      .describe(
        'folder of <wnid>.tar, folder of <wnid>/ folders, or the one tar of tars; relative to the pipeline file or a data folder',
      ),
    validation: z.string().describe('like train, or the flat folder or tar of all validation images'),
    groundTruth: z
      .string()
      .optional()
      .describe(
        'for flat validation images: ILSVRC2012_validation_ground_truth.txt, one class number (from 1) a line',
      ),
    synsets: z
      .string()
      .optional()
      .describe('the wnids in the order of the class numbers, one a line, optionally followed by the name'),
  })
  .refine(({ groundTruth, synsets }) => groundTruth === undefined || synsets !== undefined, {
    message: 'groundTruth needs synsets, which says what its class numbers mean',
    path: ['synsets'],
  });

export type ImagenetSource = z.output<typeof imagenetSourceSchema>;

/** Names without a list of their own: the 1,000 classes of ILSVRC in the order of their wnids, not of their numbers. */
export const wordNetNames = dataManifest('imagenet-synsets.txt');

/** The files and folders that make a source: what its results depend on. */
export function imagenetFiles(source: ImagenetSource, pipelineDirectory: string): readonly string[] {
  const { train, validation, groundTruth, synsets } = source;
  const named = [train, validation, groundTruth, synsets].flatMap((path) =>
    path === undefined ? [] : sourcesOf(path, pipelineDirectory),
  );
  return synsets === undefined ? [...named, wordNetNames] : named;
}
