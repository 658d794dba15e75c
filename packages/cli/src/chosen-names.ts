import type { Plan } from '@batchmates/pipeline';
import { namesWithOthers } from './all-instances.ts';
import { withNeeds } from './digest/standing-artifacts.ts';
import { findInstance } from './run-instance.ts';

/** Names of the chosen instances and of everything they need; of all, those of other pipelines too, when none is chosen. Throws a `UserError` for one that is none. */
export function chosenNames(plan: Plan, instances: readonly string[]): ReadonlySet<string> {
  if (instances.length === 0) return namesWithOthers(plan);
  return new Set(instances.flatMap((name) => [...withNeeds(plan, findInstance(plan, name).name)]));
}
