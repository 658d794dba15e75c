import { fileURLToPath } from 'node:url';
import { defineStage } from '@batchmates/stage';
import { siteParams } from './site/site-params.ts';
import { withoutPopulation } from './site/without-population.ts';

/**
 * `report/site`: a static folder that any web server can serve. Its first page leads to the report, to a playground, on whose page test images are seated in
 * a batch and the networks answer in the browser, and to what is known of the artifacts that it was made from. Equal inputs give byte-equal files.
 */
export const siteStage = defineStage({
  uses: 'report/site',
  summary: 'The report, a playground in which the networks answer, and their provenance, as a static folder.',
  inputs: {
    checkpoints: { type: 'checkpoint', many: true },
    dataset: { type: 'dataset' },
    report: { type: 'report', optional: true },
  },
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
