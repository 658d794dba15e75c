import { defineStage } from '@batchmates/stage';
import { imagenetFiles } from './imagenet-source.ts';
import { sampleClassesParams } from './sample-classes-params.ts';

/** `ingestion/sample-classes`: draws classes of ImageNet and images of each (the paper's section 3.2); nested by seed. */
export const sampleClasses = defineStage({
  uses: 'ingestion/sample-classes',
  summary: 'Draws classes of ImageNet and images of each; samples with the same seed are nested.',
  inputs: {},
  output: 'class-sample',
  params: sampleClassesParams,
  sources: (params, { pipelineDirectory }) => imagenetFiles(params.source, pipelineDirectory),
  run: async (context) => (await import('./draw-sample.ts')).drawSample(context),
});
