import { join, resolve } from 'node:path';
import { defineStage } from '@batchmates/stage';
import { compareParams } from './compare-params.ts';

/**
 * `report/compare`: the reports of several pipelines side by side (ResNet-20 against -44; 10 against 50 against
 * 100 classes), in the forms of the paper's Tables 2, 3 and 5.
 */
export const compareStage = defineStage({
  uses: 'report/compare',
  summary: 'Several reports side by side: networks, numbers of classes, data sets.',
  inputs: { reports: { type: 'report', many: true, optional: true } },
  output: 'report',
  linksInputs: true,
  params: compareParams,
  sources: ({ reports }, { pipelineDirectory }) =>
    reports.map((folder) => join(resolve(pipelineDirectory, folder), 'artifact.json')),
  async run(context) {
    const { runCompare } = await import('./run-compare.ts');
    return runCompare(context);
  },
});
