// Plain JavaScript, so that Nx loads it on any Node without a TypeScript toolchain; types are checked all the same.
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { pipelineProjects, brokenProjects } from './projects.mjs';
import { readGraph } from './read-graph.mjs';
import { verifyRestored } from './verify-restored.mjs';

/** Where artifacts go. Nx caches nothing outside the workspace. */
const FOLDER = process.env['BATCHMATES_ARTIFACTS'] || 'artifacts';

/** How Nx calls the plugin in its messages. */
export const name = 'batchmates-pipelines';

/**
 * Turns every pipeline file of the workspace into Nx projects: one for each stage instance (`<pipeline>.<instance>`)
 * and one for the pipeline (`<pipeline>`), whose `run` runs them all. They belong to `nx.json`: Nx would not see files that
 * git ignores, nor those outside the workspace.
 * @type {import('nx/src/devkit-exports').CreateNodes}
 */
export const createNodes = [
  'nx.json',
  async (files, _options, { workspaceRoot }) => {
    // A daemon asks again only when files that it watches change: data and the environment count, too.
    if ('NX_DAEMON' in globalThis)
      throw new Error(
        'batchmates: pipelines need Nx without its daemon; unset NX_DAEMON (nx.json turns it off)',
      );
    const pipelines = await readGraph(workspaceRoot);
    const projects = pipelines.map((pipeline, index) =>
      'mistakes' in pipeline
        ? brokenProjects(pipeline, index)
        : pipelineProjects(pipeline, {
            folder: FOLDER,
            cached: FOLDER === 'artifacts' && !isBehindLink(pipeline, workspaceRoot),
          }),
    );
    return files.map((file) => [file, { projects: Object.assign({}, ...projects) }]);
  },
];

/**
 * After a run: what came from the cache must be what was put there.
 * @type {import('nx/src/devkit-exports').PostTasksExecution}
 */
export const postTasksExecution = (_options, { workspaceRoot, taskResults }) =>
  verifyRestored(workspaceRoot, taskResults);

/**
 * Whether a pipeline's artifacts go to another place by a symbolic link. Nx caches nothing below one, and what it had cached before
 * it would restore in the place of the link. Which artifacts are up to date, the command line knows by itself.
 * @param {{ readonly name: string }} pipeline
 * @param {string} root the workspace
 */
function isBehindLink({ name }, root) {
  return [join(root, 'artifacts'), join(root, 'artifacts', name)].some(
    (folder) => lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true,
  );
}
