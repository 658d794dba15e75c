// Finds oneDNN for packages/engine-onednn, or fetches a newer one than there is into the project's cache, without root. Plain Node,
// no dependencies: it runs before anything is built. It never fails a set-up; it says in one line what it did.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {readonly [major: number, minor: number, patch: number]} Version */

/**
 * Somewhere to fetch a library from: `fetch` puts it into `folder`, alone, or throws.
 * @typedef {object} Source
 * @property {string} name
 * @property {Version} version
 * @property {string} size
 * @property {(folder: string) => void} fetch
 */

const FETCH_TIMEOUT_MS = 300_000;
/** A source that failed is asked again after a day, or when this file is run by itself. */
const PATIENCE_MS = 24 * 3600 * 1000;
/** What Debian's build of oneDNN needs, by the package that has it. */
const companions = { 'libOpenCL.so.1': 'ocl-icd-libopencl1', 'libgomp.so.1': 'libgomp1' };

const probe = fileURLToPath(
  new URL('../../packages/engine-onednn/src/library/probe-library.mjs', import.meta.url),
);

/**
 * Wheels of PyPI that hold a oneDNN for any Linux on x86-64 with glibc, which needs libgomp alone. The library is the same in the
 * wheels of all Python versions; its checksum is that of the file `member`.
 */
const wheels = {
  'paddlepaddle-3.3.1': {
    ...{ requirement: 'paddlepaddle==3.3.1', member: 'paddle/libs/libdnnl.so.3', size: '195 MB' },
    version: /** @type {Version} */ ([3, 6, 2]),
    sha256: '382f24d2635ad93ce6bc25556b0356015ffc03517d2688ba7487486f6d4863d3',
  },
  'onednn-cpu-gomp-2023.2.0': {
    requirement: 'onednn-cpu-gomp==2023.2.0',
    member: 'onednn_cpu_gomp-2023.2.0.data/data/lib/libdnnl.so.3',
    size: '39 MB',
    version: /** @type {Version} */ ([3, 2, 0]),
    sha256: 'e6376208cf6bacb041c346b504207e3aa1189a13f941c92a4383a55ac27058ae',
  },
};

/** Whoever has this or a newer one is not offered another. */
const ENOUGH = wheels['paddlepaddle-3.3.1'].version;

/**
 * Finds oneDNN or fetches it, and says in one line what it did; never throws.
 * @param {string} root
 * @param {{ again?: boolean }} options `again`: ask also the sources that failed a short time ago
 */
export function setUpOnednn(root, { again = false } = {}) {
  say(findOrFetch(join(root, '.cache', 'onednn'), again));
}

/**
 * @param {string} cache where the engine looks for fetched libraries, each in a folder of its own
 * @param {boolean} again
 * @returns {string} what was done
 */
function findOrFetch(cache, again) {
  const named = process.env['BATCHMATES_ONEDNN'];
  if (named) return `oneDNN: ${named} (BATCHMATES_ONEDNN)`;
  const present = [...presentLibraries(cache)].sort((left, right) => newerFirst(left.version, right.version));
  const best = present[0];
  const told = best === undefined ? '' : `oneDNN: ${best.version.join('.')}, ${best.where}`;
  if (best !== undefined && newerFirst(best.version, ENOUGH) <= 0) return told;
  const failures = [];
  for (const { name, version, size, fetch } of sources()) {
    if (best !== undefined && newerFirst(best.version, version) <= 0) break;
    const folder = join(cache, name);
    const mark = `${folder}.failed`;
    if (!again && best !== undefined && isRecent(mark)) continue;
    try {
      say(`oneDNN: fetching ${version.join('.')} (${name}, ${size}), once`);
      fetch(folder);
      const { reason } = tryLibrary(join(folder, librariesIn(folder).find(isOneDnn) ?? ''), folder);
      if (reason !== undefined) throw new Error(reason);
      rmSync(mark, { force: true });
      return `oneDNN: ${version.join('.')}, in the project's cache (${name})`;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(cache, { recursive: true });
      writeFileSync(mark, '');
      failures.push(`${name}: ${firstLine(error)}`);
    }
  }
  const why = failures.length === 0 ? '' : ` (${failures.join('; ')})`;
  if (best !== undefined) return told + why;
  return `oneDNN: not found${why || ` (no way to fetch it on ${process.platform})`}; networks run on TensorFlow.js, slower. BATCHMATES_ONEDNN=<path> names a library`;
}

/**
 * Libraries that are there and work.
 * @param {string} cache
 * @returns {readonly { version: Version, where: string }[]}
 */
function presentLibraries(cache) {
  const fetched = librariesIn(cache)
    .map((name) => join(cache, name))
    .filter((folder) => statSync(folder).isDirectory())
    .flatMap((folder) =>
      librariesIn(folder)
        .filter(isOneDnn)
        .map((name) => ({
          path: join(folder, name),
          folder,
          where: `in the project's cache (${basename(folder)})`,
        })),
    );
  const known = systemLibraries()
    .filter(isOneDnn)
    .map((path) => ({ path, folder: undefined, where: `the system's ${path}` }));
  return [...known, ...fetched].flatMap(({ path, folder, where }) => {
    const { version } = tryLibrary(path, folder);
    return version === undefined ? [] : [{ version, where }];
  });
}

/** What can be fetched here, the newest first. @returns {readonly Source[]} */
function sources() {
  if (process.platform === 'darwin') {
    return [{ name: 'homebrew', version: [3, 0, 0], size: 'a link', fetch: linkHomebrew }];
  }
  if (process.platform !== 'linux') return [];
  const ofPypi = Object.keys(wheels).map((name) => ({
    ...wheels[/** @type {keyof typeof wheels} */ (name)],
    name,
    fetch: (/** @type {string} */ folder) => fetchWheel(/** @type {keyof typeof wheels} */ (name), folder),
  }));
  const packaged = newestPackage();
  const ofDistribution =
    packaged === undefined
      ? []
      : [
          {
            ...packaged,
            size: 'some 10 MB',
            fetch: (/** @type {string} */ folder) => fetchPackage(packaged.name, folder),
          },
        ];
  return [...ofDistribution, ...(process.arch === 'x64' ? ofPypi : [])].sort((left, right) =>
    newerFirst(left.version, right.version),
  );
}

/** The newest oneDNN among the packages of Debian or Ubuntu. @returns {{ name: string, version: Version } | undefined} */
function newestPackage() {
  try {
    return run('apt-cache', ['search', '--names-only', '^libdnnl[0-9.]+$'])
      .split('\n')
      .flatMap((line) => {
        const name = line.split(' ')[0] ?? '';
        const told = /^Version: (\d+)\.(\d+)(?:\.(\d+))?/m.exec(
          name === '' ? '' : run('apt-cache', ['show', name]),
        );
        if (told === null) return [];
        const [major = 0, minor = 0, patch = 0] = told.slice(1).map((number) => Number(number ?? 0));
        return [{ name, version: /** @type {Version} */ ([major, minor, patch]) }];
      })
      .sort((left, right) => newerFirst(left.version, right.version))[0];
  } catch {
    return undefined;
  }
}

/**
 * The newest package of the distribution, wherever it ranks.
 * @param {string} folder
 */
export function fetchDistribution(folder) {
  const newest = newestPackage();
  if (newest === undefined) throw new Error('no package libdnnl in the package lists (apt-get update)');
  fetchPackage(newest.name, folder);
}

/**
 * Debian and Ubuntu: a package and what it needs, unpacked, not installed.
 * @param {string} name @param {string} folder
 */
function fetchPackage(name, folder) {
  const present = systemLibraries();
  const needed = Object.entries(companions)
    .filter(([library]) => !present.includes(library))
    .map(([, companion]) => companion);
  unpackInto(folder, (work) => {
    run('apt-get', ['download', '-q', name, ...needed], { cwd: work });
    for (const archive of readdirSync(work).filter((file) => file.endsWith('.deb'))) {
      run('dpkg', ['-x', archive, 'unpacked'], { cwd: work });
    }
  });
}

/**
 * Linux on x86-64 with Python: the library inside a wheel of PyPI, which pip fetches from wherever it is set up to.
 * @param {keyof typeof wheels} name @param {string} folder
 */
export function fetchWheel(name, folder) {
  const { requirement, member, sha256 } = wheels[name];
  unpackInto(folder, (work) => {
    // For a named Python, so that the one that is here may be of any version.
    const target = ['--platform', 'manylinux1_x86_64', '--python-version', '3.11', '--implementation', 'cp'];
    const brief = ['-q', '--disable-pip-version-check', '--retries', '1'];
    const only = ['--no-deps', '--only-binary=:all:', ...target];
    run('python3', ['-m', 'pip', 'download', ...brief, ...only, requirement], { cwd: work });
    const wheel = readdirSync(work).find((file) => file.endsWith('.whl'));
    if (!wheel) throw new Error('pip downloaded no wheel');
    run('python3', ['-c', EXTRACT, wheel, member], { cwd: work });
    const file = join(work, 'unpacked', member);
    const received = createHash('sha256').update(readFileSync(file)).digest('hex');
    if (received !== sha256)
      throw new Error(`expected a library of checksum ${sha256}, received ${received}`);
  });
}

/** Takes one file out of a wheel. */
const EXTRACT = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2], "unpacked")';

/** @param {string} folder */
function linkHomebrew(folder) {
  const library = join(run('brew', ['--prefix', 'onednn']).trim(), 'lib', 'libdnnl.dylib');
  if (!existsSync(library)) throw new Error('not installed (brew install onednn)');
  mkdirSync(folder, { recursive: true });
  symlinkSync(library, join(folder, 'libdnnl.dylib'));
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

/**
 * Opens a library in a process of its own, as the engine does.
 * @param {string} path
 * @param {string | undefined} folder where it was fetched to, with what it needs
 * @returns {{ version?: Version, reason?: string }}
 */
function tryLibrary(path, folder) {
  const needs =
    folder === undefined
      ? []
      : librariesIn(folder)
          .filter((name) => !isOneDnn(name))
          .map((name) => join(folder, name));
  const { stdout, signal } = spawnSync(process.execPath, [probe, path, ...needs], {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
  try {
    return /** @type {{ version?: Version, reason?: string }} */ (JSON.parse(stdout));
  } catch {
    return { reason: `it cannot be tried (${signal ?? 'koffi is not installed'})` };
  }
}

/** Order of versions, the newest first. @param {Version} left @param {Version} right */
function newerFirst(left, right) {
  return right[0] - left[0] || right[1] - left[1] || right[2] - left[2];
}

/** @param {string} mark */
function isRecent(mark) {
  const stats = statSync(mark, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs < PATIENCE_MS;
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

/** @param {string} line */
function say(line) {
  process.stderr.write(`set-up: ${line}\n`);
}

/** @param {any} error */
function firstLine(error) {
  if (error.code === 'ENOENT') return `no program "${error.path ?? 'to run'}"`;
  const told = String(error.stderr || error.message || error).trim();
  return told.split('\n').find((line) => /^E:|error/i.test(line)) ?? told.split('\n')[0];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUpOnednn(fileURLToPath(new URL('../..', import.meta.url)), { again: true });
}
