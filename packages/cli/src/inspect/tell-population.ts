import type { Checkpoint, PooledViews } from '@batchmates/checkpoint';
import { match } from 'ts-pattern';

/** What is known of the pooled statistics of a network. */
export function tellPopulation({
  population,
  populationViews,
}: Pick<Checkpoint, 'population' | 'populationViews'>): string {
  if (population === undefined) return 'none: not calibrated';
  return `pooled over ${populationViews === undefined ? 'views unknown' : tellViews(populationViews)}`;
}

function tellViews({ views, flip }: PooledViews): string {
  return match(views)
    .with('augmented', () => 'crops augmented as in training')
    .with('center', () => 'central crops')
    .otherwise((set) => `views ${set}, ${flip ? 'with' : 'without'} mirror images`);
}
