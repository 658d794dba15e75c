import { join, resolve } from 'node:path';
import type { Plan } from '@batchmates/pipeline';

/** The variable that names another folder for artifacts, on another disk for instance; a relative path starts at the workspace. */
const ARTIFACTS = 'BATCHMATES_ARTIFACTS';

/** Where a workspace's artifacts stand, a folder for each pipeline: `BATCHMATES_ARTIFACTS`, else `artifacts` of the workspace. */
export function artifactsFolder(root: string): string {
  const named = process.env[ARTIFACTS] ?? '';
  return named === '' ? join(root, 'artifacts') : resolve(root, named);
}

/** Where an instance's artifact stands: `<pipeline>/<instance>` in the folder of all artifacts. */
export function artifactDirectory(root: string, plan: Pick<Plan, 'name'>, instance: string): string {
  return join(artifactsFolder(root), plan.name, instance);
}
