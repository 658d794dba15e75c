import { resolve } from 'node:path';
import { defineSource } from '../source/define-source.ts';
import { imagenetParams } from './imagenet-params.ts';
import { imagenetFiles } from './imagenet-source.ts';

/** `ingestion/imagenet`: a sample of ImageNet's own files, decoded on all cores, to Arrow shards; goes on where it was interrupted. */
export const imagenet = defineSource({
  uses: 'ingestion/imagenet',
  summary: "A sample of ImageNet, from ILSVRC's tars or folders.",
  inputs: { sample: { type: 'class-sample', optional: true } },
  params: imagenetParams,
  sources: (params, { pipelineDirectory }) => [
    ...imagenetFiles(params.source, pipelineDirectory),
    ...(params.sample === undefined ? [] : [resolve(pipelineDirectory, params.sample)]),
  ],
  open: async (context) => (await import('./open-imagenet.ts')).openImagenet(context),
});
