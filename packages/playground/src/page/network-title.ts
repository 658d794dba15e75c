import type { SiteNetwork } from '../site-data.ts';

/** How a network is called on the page: `Balanced training` for the one named `balanced`, `Balanced training, seed 1` for `balanced, seed 1`. */
export function networkTitle({ name, training }: Pick<SiteNetwork, 'name' | 'training'>): string {
  const apart = name.startsWith(training) ? name.slice(training.length) : ` (${name})`;
  if (training === 'imported') return `Imported network${apart}`;
  return `${training.slice(0, 1).toUpperCase()}${training.slice(1)} training${apart}`;
}
