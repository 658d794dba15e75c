import { defineStage } from '@batchmates/stage';
import { z } from 'zod';
import { sourcesOf } from '../files/locate.ts';

/** Parameters of `ingestion/image-folder`. */
export const imageFolderParams = z.strictObject({
  source: z
    .string()
    .describe('folder with <split>/<class>/<image>; relative to the pipeline file or a data folder'),
  size: z
    .number()
    .int()
    .min(8)
    .max(512)
    .default(32)
    .describe('height and width in pixels; the middle square is scaled to it'),
  pad: z.number().int().min(0).max(64).default(4).describe('zero pixels added on each side'),
  onBadImage: z
    .enum(['fail', 'skip'])
    .default('fail')
    .describe('what to do with a file that is no usable image'),
});

/** `ingestion/image-folder`: one's own images, `<split>/<class>/*.{jpg,jpeg,png,webp}` with splits `train` and `test`. */
export const imageFolder = defineStage({
  uses: 'ingestion/image-folder',
  summary: 'Your own images: <train|test>/<class>/*.{jpg,jpeg,png,webp}.',
  inputs: {},
  output: 'dataset',
  params: imageFolderParams,
  environment: ['BATCHMATES_DATA'],
  sources: ({ source }, { pipelineDirectory }) => sourcesOf(source, pipelineDirectory),
  run: async (context) => (await import('./ingest-image-folder.ts')).ingestImageFolder(context),
});
