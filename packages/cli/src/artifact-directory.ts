import { join } from 'node:path';
import type { Plan } from '@batchmates/pipeline';

/** Where an instance's artifact stands: `artifacts/<pipeline>/<instance>` of the workspace. */
export function artifactDirectory(root: string, plan: Pick<Plan, 'name'>, instance: string): string {
  return join(root, 'artifacts', plan.name, instance);
}
