import { resolve } from 'node:path';
import { defineStage } from '@batchmates/stage';
import { z } from 'zod';
import { imagenetFiles, imagenetSourceSchema } from './imagenet-source.ts';

/** Parameters of `ingestion/imagenet`. */
export const imagenetParams = z.strictObject({
  source: imagenetSourceSchema,
  sample: z
    .string()
    .optional()
    .describe('a sample.json, when no ingestion/sample-classes stage is connected'),
  size: z
    .number()
    .int()
    .min(8)
    .max(1024)
    .nullable()
    .default(256)
    .describe('shorter side in pixels; null keeps the size'),
  store: z
    .enum(['jpeg', 'raw'])
    .default('jpeg')
    .describe('`jpeg`: re-encoded, whole image; `raw`: the middle square, size by size, uncompressed'),
  quality: z.number().int().min(1).max(100).default(90).describe('of the JPEGs'),
  pad: z.number().int().min(0).max(64).default(0).describe('zero pixels added on each side of raw images'),
  onBadImage: z
    .enum(['fail', 'skip'])
    .default('fail')
    .describe('what to do with a file that is no usable image'),
});

/** `ingestion/imagenet`: a sample of ImageNet's own files, decoded on all cores, to Arrow shards; goes on where it was interrupted. */
export const imagenet = defineStage({
  uses: 'ingestion/imagenet',
  summary: "A sample of ImageNet, from ILSVRC's tars or folders.",
  inputs: { sample: { type: 'class-sample', optional: true } },
  output: 'dataset',
  params: imagenetParams,
  environment: ['BATCHMATES_DATA'],
  sources: (params, { pipelineDirectory }) => [
    ...imagenetFiles(params.source, pipelineDirectory),
    ...(params.sample === undefined ? [] : [resolve(pipelineDirectory, params.sample)]),
  ],
  run: async (context) => (await import('./ingest-imagenet.ts')).ingestImagenet(context),
});
