import type { SiteNetwork } from '../site-data.ts';

/**
 * How a network is called on the page: `Balanced training` for the checkpoint named `balanced`, `Balanced training, seed 1` for `balanced, seed 1`; a model by
 * its file.
 */
export function networkTitle({
  kind,
  name,
  training,
}: Pick<SiteNetwork, 'kind' | 'name' | 'training'>): string {
  if (kind === 'model') return name;
  const apart = name.startsWith(training) ? name.slice(training.length) : ` (${name})`;
  if (training === 'imported') return `Imported network${apart}`;
  return `${training.slice(0, 1).toUpperCase()}${training.slice(1)} training${apart}`;
}
