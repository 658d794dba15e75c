// CommonJS, since Nx loads executors with require().
const { runBatchmates, metadataOf } = require('./run-batchmates.cjs');

/**
 * Runs the stage instance of the project. The command refuses to run anything else than what was hashed.
 * @param {{ readonly digest: string }} options
 * @param {import('nx/src/devkit-exports').ExecutorContext} context
 */
module.exports = async function stage({ digest }, context) {
  const { file, instance } = metadataOf(context);
  return runBatchmates(['run', '--expect', digest, '--', file, instance]);
};
