import { defineSource } from '../source/define-source.ts';
import { subsetParams } from './subset-params.ts';

/** `ingestion/subset`: classes and images of a data set, a validation split cut off, labels made wrong on purpose; all drawn by seed. */
export const subset = defineSource({
  uses: 'ingestion/subset',
  summary:
    'Classes and images of a data set; a validation split, uneven classes and wrong labels on request.',
  inputs: { dataset: { type: 'dataset' } },
  params: subsetParams,
  open: async (context) => (await import('./open-subset.ts')).openSubset(context),
});
