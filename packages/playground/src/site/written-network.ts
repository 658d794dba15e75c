import type { DatasetInfo } from '@batchmates/dataset';
import type { SiteNetwork } from '../site-data.ts';

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
