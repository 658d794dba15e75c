import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { COMMAND } from './command.mjs';

/** @typedef {import('nx/src/devkit-exports').TaskResult} TaskResult */

/** Of a task whose artifact came from the cache, or is there from an earlier run. */
const FROM_CACHE = new Set(['local-cache', 'local-cache-kept-existing', 'remote-cache']);

/**
 * Has the command line verify the artifacts that a run took from Nx's cache, which copies files without looking. Throws
 * when one is damaged, so that the run fails; by then the damaged copy is gone from the cache, and the next run makes it.
 * @param {string} root the workspace
 * @param {Readonly<Record<string, TaskResult>>} results
 */
export async function verifyRestored(root, results) {
  const restored = Object.values(results)
    .filter(({ status }) => FROM_CACHE.has(status))
    .flatMap(({ task }) =>
      task.outputs
        .filter((output) => output.startsWith('artifacts/'))
        .map((output) => `${task.hash}:${output}`),
    );
  if (restored.length === 0) return;
  // Nx alone knows where it is: for a clone with a commit, outside of it.
  const { cacheDir } = await import('nx/src/devkit-exports');
  try {
    await promisify(execFile)(
      process.execPath,
      [COMMAND, 'verify', '--cache', cacheDir, '--restored', ...restored],
      { cwd: root },
    );
  } catch (error) {
    throw failure(error);
  }
}

/** What the command said, without a stack, which Nx would offer to show. @param {unknown} error */
function failure(error) {
  const { stderr } = /** @type {{ stderr?: string }} */ (error);
  const message = stderr?.trim();
  const shown = new Error(message === undefined || message === '' ? String(error) : message, {
    cause: error,
  });
  delete shown.stack;
  return shown;
}
