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
 * What the plugin noted about the project. Nx does not hash metadata, so a moved pipeline file reruns nothing.
 * @param {import('nx/src/devkit-exports').ExecutorContext} context
 * @returns {{ readonly file: string, readonly instance: string }}
 */
function metadataOf({ projectsConfigurations, projectName }) {
  const project = projectsConfigurations.projects[/** @type {string} */ (projectName)];
  return /** @type {any} */ (project?.metadata).batchmates;
}

module.exports = { runBatchmates, metadataOf };
