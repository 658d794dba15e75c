const { resolve } = require('node:path');

/**
 * Runs the command line in this process, which Nx started for the task: no argument passes through a shell, and signals
 * reach the stage without a detour.
 * @param {readonly string[]} args
 * @returns {Promise<{ success: boolean }>}
 */
async function runBatchmates(args) {
  const { runCommand } = await import('batchmates/run-command');
  return { success: (await runCommand(args)) === 0 };
}

/**
 * What the plugin noted about the project, its file as an absolute path: Nx may have been called in a subfolder. Nx does not hash metadata, so a moved
 * pipeline file reruns nothing.
 * @param {import('nx/src/devkit-exports').ExecutorContext} context
 * @returns {{ readonly file: string, readonly instance: string }}
 */
function metadataOf({ root, projectsConfigurations, projectName }) {
  const project = projectsConfigurations.projects[/** @type {string} */ (projectName)];
  const { file, instance } = /** @type {any} */ (project?.metadata).batchmates;
  return { file: resolve(root, file), instance };
}

module.exports = { runBatchmates, metadataOf };
