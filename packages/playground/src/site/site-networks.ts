import { trainingFacts, type Checkpoint } from '@batchmates/checkpoint';
import type { Model } from '@batchmates/classifier';
import { networkNames, numbered } from './network-names.ts';
import { siteCheckpoint } from './site-checkpoint.ts';
import { siteModel } from './site-model.ts';
import type { SiteNetworkRequest, WrittenNetwork } from './written-network.ts';

/** What answers on a site, at least one. */
export interface SiteClassifiers {
  /** Calibrated networks. */
  readonly checkpoints: readonly Checkpoint[];
  /** Models that were made elsewhere, after the checkpoints on the page. */
  readonly models?: readonly Model[];
}

/** Checkpoints and models as networks of a site. Throws a `UserError` when one does not fit the data set, or cannot be asked as the page asks. */
export function siteNetworks(
  { checkpoints, models = [] }: SiteClassifiers,
  info: SiteNetworkRequest['info'],
): WrittenNetwork[] {
  const trained = networkNames(checkpoints.map(({ training }) => trainingFacts(training)));
  const names = numbered([...trained, ...models.map(({ name }) => name)]);
  const request = (index: number) => ({ name: names[index]!, stem: `network-${index + 1}`, info });
  return [
    ...checkpoints.map((checkpoint, index) => siteCheckpoint(checkpoint, request(index))),
    ...models.map((model, index) => siteModel(model, request(checkpoints.length + index))),
  ];
}
