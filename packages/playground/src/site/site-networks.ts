import { trainingFacts, type Checkpoint } from '@batchmates/checkpoint';
import type { Model } from '@batchmates/classifier';
import type { DatasetInfo } from '@batchmates/dataset';
import type { SiteNetwork } from '../site-data.ts';
import { networkNames, numbered } from './network-names.ts';
import { siteCheckpoint } from './site-checkpoint.ts';
import { siteModel } from './site-model.ts';

/** What answers on a site, at least one. */
export interface SiteClassifiers {
  /** Calibrated networks. */
  readonly checkpoints: readonly Checkpoint[];
  /** Models that were made elsewhere, after the checkpoints on the page. */
  readonly models?: readonly Model[];
}

/** What a network of a site is described with. */
export interface SiteNetworkRequest {
  readonly name: string;
  /** What its files are called, without their ends. */
  readonly stem: string;
  /** Of the data set whose images it is asked about. */
  readonly info: Pick<DatasetInfo, 'classNames' | 'shape'>;
}

/** A network of a site, and its files. */
export interface WrittenNetwork {
  readonly described: SiteNetwork;
  /** By name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
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
