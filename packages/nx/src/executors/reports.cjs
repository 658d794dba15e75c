const { runBatchmates } = require('./run-batchmates.cjs');

/**
 * Shows the tables of a pipeline's reports when all of its stages are done, whether they ran or came from the cache.
 * @param {{ readonly folders: readonly string[] }} options
 */
module.exports = async function reports({ folders }) {
  // Nx's output is hidden under `batchmates run-all`, which shows the tables itself.
  if (process.env['BATCHMATES_PROGRESS'] !== undefined) return { success: true };
  return runBatchmates(['show-reports', '--', ...folders]);
};
