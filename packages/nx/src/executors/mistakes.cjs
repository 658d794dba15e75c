const { runBatchmates, metadataOf } = require('./run-batchmates.cjs');

/**
 * Shows the mistakes of the project's pipeline file.
 * @param {unknown} _options
 * @param {import('nx/src/devkit-exports').ExecutorContext} context
 */
module.exports = async function mistakes(_options, context) {
  return runBatchmates(['plan', '--', metadataOf(context).file]);
};
