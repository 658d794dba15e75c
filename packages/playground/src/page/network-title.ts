import type { SiteNetwork } from '../site-data.ts';

/** How a network is called on the page: `Balanced training` for the checkpoint named `balanced`, a model by its file. */
export function networkTitle({ kind, name }: Pick<SiteNetwork, 'kind' | 'name'>): string {
  return kind === 'model' ? name : `${name.slice(0, 1).toUpperCase()}${name.slice(1)} training`;
}
