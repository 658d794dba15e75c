import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { newerFirst, systemLibraries } from './libraries.mjs';
import { run } from './run.mjs';
import { unpackInto } from './unpack.mjs';

/** @typedef {import('./libraries.mjs').Version} Version */

/**
 * Somewhere to fetch a library from: `fetch` puts it into `folder`, alone, or throws.
 * @typedef {object} Source
 * @property {string} name
 * @property {Version} version at least
 * @property {string} size
 * @property {(folder: string) => void} fetch
 */

/** What Debian's build of oneDNN needs, by the package that has it. */
const companions = { 'libOpenCL.so.1': 'ocl-icd-libopencl1', 'libgomp.so.1': 'libgomp1' };

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
export const ENOUGH = wheels['paddlepaddle-3.3.1'].version;

/** What can be fetched here, the newest first. @returns {readonly Source[]} */
export function sources() {
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
  return [...ofDistribution, ...(takesWheels() ? ofPypi : [])].sort((left, right) =>
    newerFirst(left.version, right.version),
  );
}

/** Whether libraries of the wheels load here: not with another C library than glibc. */
function takesWheels() {
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return process.arch === 'x64' && header.glibcVersionRuntime !== undefined;
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
