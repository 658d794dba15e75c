import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';
import { planPipeline } from '@batchmates/pipeline';
import { artifactDirectory } from '../artifact-directory.ts';
import { artifactFolder, isArtifactPlace, isPath } from '../artifact-folder.ts';
import { findTarget } from '../find-pipeline.ts';
import { compose, planningContext } from '../registry/services.ts';
import { findInstance } from '../run-instance.ts';

/**
 * The folder of the artifact that an argument means. Of one that no run has made yet, it is where a run would make it. Throws a `UserError`,
 * which suggests the nearest name, where no pipeline makes it.
 */
export async function inspectedFolder(argument: string, root: string): Promise<string> {
  const folder = artifactFolder(argument, root);
  if (existsSync(join(folder, MANIFEST_FILE)) || isArtifactPlace(folder, root)) return folder;
  if (existsSync(folder) || isPath(argument)) throw noArtifact(folder, 'a file artifact.json');
  const { file, instance } = await findTarget(argument, undefined, root);
  const plan = await planPipeline(file, planningContext(compose(), root));
  if (instance === undefined) throw noArtifact(argument, 'a stage of this pipeline');
  return artifactDirectory(root, plan, findInstance(plan, instance).name);
}

function noArtifact(where: string, expected: string): UserError {
  return new UserError({
    code: 'artifact/missing',
    what: `no artifact: ${where}`,
    expected,
    remedy: 'name <pipeline>.<stage>, or its folder, artifacts/<pipeline>/<stage>',
  });
}
