import type { InferenceProgram, Moments } from '@batchmates/engine';
import type { SiteBatchNorm, SiteNetwork } from '../site-data.ts';

/** A network of a site, compiled. */
export interface LoadedNetwork extends Pick<SiteNetwork, 'name' | 'crop' | 'normalisation'> {
  readonly program: InferenceProgram;
  /** The fixed statistics: pooled over a training set, or of a model without such those in its file. */
  readonly population: Moments;
  readonly batchNorms: readonly Pick<SiteBatchNorm, 'name' | 'epsilon'>[];
}
