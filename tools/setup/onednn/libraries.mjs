import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

/** @typedef {readonly [major: number, minor: number, patch: number]} Version */

const probe = fileURLToPath(
  new URL('../../../packages/engine-onednn/src/library/probe-library.mjs', import.meta.url),
);
const TRIAL_TIMEOUT_MS = 20_000;

/**
 * Libraries that are there and work, the newest first.
 * @param {string} cache folder of folders with a fetched library each
 * @returns {readonly { version: Version, where: string }[]}
 */
export function presentLibraries(cache) {
  const fetched = namesIn(cache)
    .map((name) => join(cache, name))
    .filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true)
    .flatMap((folder) => {
      const { version } = tryFolder(folder);
      return version === undefined
        ? []
        : [{ version, where: `in the project's cache (${basename(folder)})` }];
    });
  const known = systemLibraries()
    .filter(isOneDnn)
    .flatMap((name) => {
      const { version } = tryLibrary(name, []);
      return version === undefined ? [] : [{ version, where: `the system's ${name}` }];
    });
  return [...known, ...fetched].sort((left, right) => newerFirst(left.version, right.version));
}

/**
 * Opens the library in a folder, with what lies beside it.
 * @param {string} folder
 * @returns {{ version?: Version, reason?: string }}
 */
export function tryFolder(folder) {
  const files = namesIn(folder);
  const library = files.find(isOneDnn);
  if (library === undefined) return { reason: 'no libdnnl' };
  const needs = files.filter((name) => !isOneDnn(name)).map((name) => join(folder, name));
  return tryLibrary(join(folder, library), needs);
}

/**
 * Opens a library in a process of its own, as the engine does.
 * @param {string} path
 * @param {readonly string[]} needs what is loaded before it
 * @returns {{ version?: Version, reason?: string }}
 */
function tryLibrary(path, needs) {
  const { stdout, signal } = spawnSync(process.execPath, [probe, path, ...needs], {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: TRIAL_TIMEOUT_MS,
  });
  try {
    return /** @type {{ version?: Version, reason?: string }} */ (JSON.parse(stdout));
  } catch {
    return { reason: `it cannot be tried (${signal ?? 'koffi is not installed'})` };
  }
}

/** Order of versions, the newest first. @param {Version} left @param {Version} right */
export function newerFirst(left, right) {
  return right[0] - left[0] || right[1] - left[1] || right[2] - left[2];
}

/** Names that the system loader knows. @returns {readonly string[]} */
export function systemLibraries() {
  if (process.platform !== 'linux') return [];
  for (const ldconfig of ['ldconfig', '/sbin/ldconfig', '/usr/sbin/ldconfig']) {
    try {
      return run(ldconfig, ['-p'])
        .split('\n')
        .map((line) => line.trim().split(' ')[0] ?? '');
    } catch {
      continue;
    }
  }
  return [];
}

/** @param {string} name */
export function isOneDnn(name) {
  return /^libdnnl\.(so\.[23]|([23]\.)?dylib)$/.test(name);
}

/** @param {string} folder */
export function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
