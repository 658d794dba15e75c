import { join, resolve } from 'node:path';
import type { Plan } from '@batchmates/pipeline';
import { homeOf } from './all-instances.ts';

/** The variable that names another folder for artifacts, on another disk for instance; a relative path starts at the workspace. */
const ARTIFACTS = 'BATCHMATES_ARTIFACTS';

/** Where a workspace's artifacts stand, a folder for each pipeline: `BATCHMATES_ARTIFACTS`, else `artifacts` of the workspace. */
export function artifactsFolder(root: string): string {
  const named = process.env[ARTIFACTS] ?? '';
  return named === '' ? join(root, 'artifacts') : resolve(root, named);
}

/** Where the artifact of an instance of a plan, or of another pipeline that it needs, stands: `<pipeline>/<instance>` in the folder of all artifacts. */
export function artifactDirectory(
  root: string,
  plan: Pick<Plan, 'name' | 'directory' | 'file' | 'others'>,
  name: string,
): string {
  const { pipeline, instance } = homeOf(plan, name);
  return join(artifactsFolder(root), pipeline.name, instance);
}
