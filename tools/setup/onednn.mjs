// Finds oneDNN for packages/engine-onednn, or fetches a newer one than there is into the project's cache, without root. Plain Node,
// without dependencies but koffi, which tries what was found. `--again`: asks also the sources that failed within a day.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newerFirst, presentLibraries, tryFolder } from './onednn/libraries.mjs';
import { firstLine } from './onednn/run.mjs';
import { ENOUGH, sources } from './onednn/sources.mjs';

/** A source that failed is asked again after a day. */
const PATIENCE_MS = 24 * 3600 * 1000;

/**
 * Finds oneDNN or fetches it, and says in one line what it did; never throws.
 * @param {string} root
 * @param {{ again?: boolean }} options `again`: ask also the sources that failed a short time ago
 */
export function setUpOnednn(root, { again = false } = {}) {
  try {
    say(findOrFetch(join(root, '.cache', 'onednn'), again));
  } catch (error) {
    say(`oneDNN: not set up: ${firstLine(error)}`);
  }
}

/**
 * @param {string} cache where the engine looks for fetched libraries, each in a folder of its own
 * @param {boolean} again
 * @returns {string} what was done
 */
function findOrFetch(cache, again) {
  const named = process.env['BATCHMATES_ONEDNN'];
  if (named) return `oneDNN: ${named} (BATCHMATES_ONEDNN)`;
  const best = presentLibraries(cache)[0];
  const told = best === undefined ? '' : `oneDNN: ${best.version.join('.')}, ${best.where}`;
  if (best !== undefined && newerFirst(best.version, ENOUGH) <= 0) return told;
  const failures = [];
  for (const source of sources()) {
    if (best !== undefined && newerFirst(best.version, source.version) <= 0) break;
    const folder = join(cache, source.name);
    const mark = `${folder}.failed`;
    if (!again && isRecent(mark)) {
      failures.push(`${source.name}: failed within a day (node tools/setup/onednn.mjs --again)`);
      continue;
    }
    try {
      return `oneDNN: ${fetchFrom(source, folder).join('.')}, in the project's cache (${source.name})`;
    } catch (error) {
      failures.push(`${source.name}: ${firstLine(error)}`);
      mkdirSync(cache, { recursive: true });
      writeFileSync(mark, '');
    }
  }
  const why = failures.length === 0 ? '' : ` (${failures.join('; ')})`;
  if (best !== undefined) return told + why;
  return `oneDNN: not found${why || ` (no way to fetch it on ${process.platform})`}; networks run on TensorFlow.js, slower. BATCHMATES_ONEDNN=<path> names a library`;
}

/**
 * Fetches a library that works; gives its version, or throws and leaves nothing.
 * @param {import('./onednn/sources.mjs').Source} source @param {string} folder
 */
function fetchFrom({ name, version, size, fetch }, folder) {
  if (tryFolder(folder).version === undefined) rmSync(folder, { recursive: true, force: true });
  say(`oneDNN: fetching ${version.join('.')} (${name}, ${size}), once`);
  fetch(folder);
  const trial = tryFolder(folder);
  if (trial.version !== undefined) return trial.version;
  rmSync(folder, { recursive: true, force: true });
  throw new Error(trial.reason);
}

/** @param {string} mark */
function isRecent(mark) {
  const stats = statSync(mark, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs < PATIENCE_MS;
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUpOnednn(fileURLToPath(new URL('../..', import.meta.url)), { again: process.argv.includes('--again') });
}
