import { fileURLToPath } from 'node:url';
import { classifierTypes } from '@batchmates/classifier';
import { defineStage } from '@batchmates/stage';
import { siteParams } from './site/site-params.ts';
import { withoutPopulation } from './site/without-population.ts';

/**
 * `report/site`: a playground as a static folder that any web server can serve. On its page test images are seated in a batch, and the networks answer in
 * the browser, under the statistics of that batch and under the population's. Equal inputs give byte-equal files.
 */
export const siteStage = defineStage({
  uses: 'report/site',
  summary: 'A page in which test images are seated in a batch and the networks answer, as a static folder.',
  inputs: { checkpoints: { type: classifierTypes, many: true }, dataset: { type: 'dataset' } },
  output: 'site',
  params: siteParams,
  // What bundles the page, in the repository.
  sources: () => [fileURLToPath(new URL('../bundle', import.meta.url))],
  async check({ inputs }) {
    const isModel = ({ type }: { readonly type: string }) => type === 'model';
    // Models have statistics of their own.
    const trained = inputs.checkpoints.filter((input) => !isModel(input));
    if (trained.some(({ foreseen }) => foreseen['population'] === false))
      throw withoutPopulation('checkpoints');
    if (inputs.checkpoints.some(isModel)) {
      const { findWebRuntime } = await import('@batchmates/engine-onnx');
      findWebRuntime();
    }
  },
  async run(context) {
    const { runSite } = await import('./site/run-site.ts');
    return runSite(context);
  },
});
