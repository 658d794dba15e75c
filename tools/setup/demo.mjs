// `npm run demo`: set-up, the pipeline `glyphs10` through Nx, and its error table. Run again, all comes from the cache.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from './setup.mjs';

const PIPELINE = 'glyphs10';
const root = fileURLToPath(new URL('../..', import.meta.url));

process.exitCode = await demo();

/** @returns {Promise<number>} the exit code */
async function demo() {
  const start = performance.now();
  if (!setUp(root)) return 1;
  // The fast CPU engine's library, where it can be had without root; TensorFlow.js runs the demo where it cannot.
  await batchmates('setup', 'onednn');
  const code = await batchmates('run-all', PIPELINE);
  if (code !== 0) return code;
  process.stdout.write(`Done in ${formatDuration((performance.now() - start) / 1000)}.\n`);
  return 0;
}

/** @param {string[]} words @returns {Promise<number>} the exit code */
function batchmates(...words) {
  const command = join(root, 'packages', 'cli', 'bin', 'batchmates.mjs');
  const child = spawn(process.execPath, [command, ...words], { cwd: root, stdio: 'inherit' });
  // Ctrl-C reaches Nx and its stages by itself; this process only waits for them to finish tidily.
  process.on('SIGINT', () => undefined);
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  });
}

/** @param {number} seconds */
function formatDuration(seconds) {
  const whole = Math.round(seconds);
  return whole < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
