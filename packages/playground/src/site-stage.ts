import { fileURLToPath } from 'node:url';
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
  inputs: { checkpoints: { type: 'checkpoint', many: true }, dataset: { type: 'dataset' } },
  output: 'site',
  params: siteParams,
  // What bundles the page, in the repository.
  sources: () => [fileURLToPath(new URL('../bundle', import.meta.url))],
  async check({ inputs }) {
    const trained = inputs.checkpoints.find(({ foreseen }) => foreseen['population'] === false);
    if (trained !== undefined) throw withoutPopulation('checkpoints');
  },
  async run(context) {
    const { runSite } = await import('./site/run-site.ts');
    return runSite(context);
  },
});
