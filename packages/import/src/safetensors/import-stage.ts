import { defineStage, sourcesOf, type StageContext, type StageReport } from '@batchmates/stage';
import { classFiles } from '../class-names.ts';
import { importParams, type ImportParams } from './params.ts';

/**
 * `import/safetensors`: a ResNet trained with PyTorch becomes a checkpoint, which is tested as those trained here. Its weights and running
 * statistics are those of the file.
 */
export const importSafetensors = defineStage({
  uses: 'import/safetensors',
  summary: "makes a checkpoint of a ResNet's state dict from torchvision or timm",
  inputs: {},
  output: 'checkpoint',
  params: importParams,
  sources: ({ file, classes }, { pipelineDirectory }) => [
    ...sourcesOf(file, pipelineDirectory),
    ...classFiles(classes, pipelineDirectory),
  ],
  foresee: () => ({ population: false, imported: true }),
  check: async ({ params, pipelineDirectory }) => {
    const { readStateDict } = await import('./read-state-dict.ts');
    await readStateDict(params, { pipelineDirectory });
  },
  run: async (context: StageContext<ImportParams>): Promise<StageReport> =>
    (await import('./run-import.ts')).runImport(context),
});
