import { weightFiles } from '@batchmates/onnx';
import { defineStage, sourcesOf, type StageReport } from '@batchmates/stage';
import { classFiles } from '../class-names.ts';
import type { OnnxContext } from './onnx-context.ts';
import { onnxParams } from './params.ts';

/**
 * `import/onnx`: a model that was trained anywhere becomes an artifact of type `model`, which is tested as checkpoints are. With a reference it is
 * checked against the program that it comes from, and with the images of the reference in a connected data set, so is how images are prepared.
 */
export const importOnnx = defineStage({
  uses: 'import/onnx',
  summary: 'makes a model, to be tested, of an ONNX file and its preprocessing',
  inputs: { dataset: { type: 'dataset', optional: true } },
  output: 'model',
  params: onnxParams,
  usesEngine: true,
  sources({ file, classes, reference }, { pipelineDirectory }) {
    const models = sourcesOf(file, pipelineDirectory);
    return [
      ...models,
      ...models.flatMap(weightFiles),
      ...classFiles(classes, pipelineDirectory),
      ...(reference === undefined ? [] : sourcesOf(reference, pipelineDirectory)),
    ];
  },
  foresee: () => ({ population: false, imported: true }),
  check: async (context) => (await import('./check-import-onnx.ts')).checkImportOnnx(context),
  run: async (context: OnnxContext): Promise<StageReport> =>
    (await import('./run-import-onnx.ts')).runImportOnnx(context),
});
