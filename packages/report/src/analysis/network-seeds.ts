import type { Provenance } from '../evidence/provenance.ts';
import { keyOf } from './key-of.ts';

/** What was trained, as far as its seeds go. */
export interface Seeded {
  readonly training: { readonly seed: number | null };
  readonly provenance: Pick<Provenance, 'seeds'>;
}

/** Equal for networks of one arm that are the same one: all seeds of their training are. */
export function networkSeeds({ training, provenance }: Seeded): string {
  return keyOf([training.seed, provenance.seeds.training]);
}
