import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Version } from '../library/dnnl.ts';
import { newerFirst, systemLibraries } from './present-libraries.ts';
import { runProgram } from './run-program.ts';
import { unpackInto } from './unpack.ts';

/** Somewhere to fetch a library from. */
export interface Source {
  readonly name: string;
  /** At least. */
  readonly version: Version;
  /** Of the download, for people. */
  readonly size: string;
  /** Puts the library into `folder`, alone, or throws. */
  fetch(folder: string): void;
}

/** What Debian's build of oneDNN needs, by the package that has it. */
const companions = { 'libOpenCL.so.1': 'ocl-icd-libopencl1', 'libgomp.so.1': 'libgomp1' };

interface Wheel {
  readonly requirement: string;
  /** The library's path in the wheel. */
  readonly member: string;
  readonly size: string;
  readonly version: Version;
  /** Of the library. */
  readonly sha256: string;
}

const NEWEST: Wheel = {
  requirement: 'paddlepaddle==3.3.1',
  member: 'paddle/libs/libdnnl.so.3',
  size: '195 MB',
  version: { major: 3, minor: 6, patch: 2 },
  sha256: '382f24d2635ad93ce6bc25556b0356015ffc03517d2688ba7487486f6d4863d3',
};

/**
 * Wheels of PyPI that hold a oneDNN for any Linux on x86-64 with glibc, which needs libgomp alone. The library is the same in the
 * wheels of all Python versions.
 */
const wheels = {
  'paddlepaddle-3.3.1': NEWEST,
  'onednn-cpu-gomp-2023.2.0': {
    requirement: 'onednn-cpu-gomp==2023.2.0',
    member: 'onednn_cpu_gomp-2023.2.0.data/data/lib/libdnnl.so.3',
    size: '39 MB',
    version: { major: 3, minor: 2, patch: 0 },
    sha256: 'e6376208cf6bacb041c346b504207e3aa1189a13f941c92a4383a55ac27058ae',
  },
} satisfies Readonly<Record<string, Wheel>>;

/** A wheel that can be fetched. */
export type WheelName = keyof typeof wheels;

/** Whoever has this or a newer one is not offered another. */
export const ENOUGH: Version = NEWEST.version;

/** What can be fetched here, the newest first. */
export function sources(): readonly Source[] {
  if (process.platform === 'darwin') {
    return [
      { name: 'homebrew', version: { major: 3, minor: 0, patch: 0 }, size: 'a link', fetch: linkHomebrew },
    ];
  }
  if (process.platform !== 'linux') return [];
  const ofPypi = (Object.keys(wheels) as WheelName[]).map((name): Source => {
    const { version, size } = wheels[name];
    return { name, version, size, fetch: (folder) => fetchWheel(name, folder) };
  });
  const packaged = newestPackage();
  const ofDistribution: Source[] =
    packaged === undefined
      ? []
      : [{ ...packaged, size: 'some 10 MB', fetch: (folder) => fetchPackage(packaged.name, folder) }];
  return [...ofDistribution, ...(takesWheels() ? ofPypi : [])].sort((left, right) =>
    newerFirst(left.version, right.version),
  );
}

/** Whether libraries of the wheels load here: not with another C library than glibc. */
function takesWheels(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return process.arch === 'x64' && header.glibcVersionRuntime !== undefined;
}

/** The newest oneDNN among the packages of Debian or Ubuntu. */
function newestPackage(): { readonly name: string; readonly version: Version } | undefined {
  try {
    return runProgram('apt-cache', ['search', '--names-only', '^libdnnl[0-9.]+$'])
      .split('\n')
      .flatMap((line) => {
        const name = line.split(' ')[0] ?? '';
        const told = /^Version: (\d+)\.(\d+)(?:\.(\d+))?/m.exec(
          name === '' ? '' : runProgram('apt-cache', ['show', name]),
        );
        if (told === null) return [];
        const [major = 0, minor = 0, patch = 0] = told
          .slice(1)
          .map((number: string | undefined) => Number(number ?? 0));
        return [{ name, version: { major, minor, patch } }];
      })
      .sort((left, right) => newerFirst(left.version, right.version))[0];
  } catch {
    return undefined;
  }
}

/** Fetches the newest package of the distribution, wherever it ranks. */
export function fetchDistribution(folder: string): void {
  const newest = newestPackage();
  if (newest === undefined) throw new Error('no package libdnnl in the package lists (apt-get update)');
  fetchPackage(newest.name, folder);
}

/** Debian and Ubuntu: a package and what it needs, unpacked, not installed. */
function fetchPackage(name: string, folder: string): void {
  const present = systemLibraries();
  const needed = Object.entries(companions)
    .filter(([library]) => !present.includes(library))
    .map(([, companion]) => companion);
  unpackInto(folder, (work) => {
    runProgram('apt-get', ['download', '-q', name, ...needed], work);
    for (const archive of readdirSync(work).filter((file) => file.endsWith('.deb'))) {
      runProgram('dpkg', ['-x', archive, 'unpacked'], work);
    }
  });
}

/** Linux on x86-64 with Python: the library inside a wheel of PyPI, which pip fetches from wherever it is set up to. */
export function fetchWheel(name: WheelName, folder: string): void {
  const { requirement, member, sha256 } = wheels[name];
  unpackInto(folder, (work) => {
    // For a named Python, so that the one that is here may be of any version.
    const target = ['--platform', 'manylinux1_x86_64', '--python-version', '3.11', '--implementation', 'cp'];
    const brief = ['-q', '--disable-pip-version-check', '--retries', '1'];
    const only = ['--no-deps', '--only-binary=:all:', ...target];
    runProgram('python3', ['-m', 'pip', 'download', ...brief, ...only, requirement], work);
    const wheel = readdirSync(work).find((file) => file.endsWith('.whl'));
    if (wheel === undefined) throw new Error('pip downloaded no wheel');
    runProgram('python3', ['-c', EXTRACT, wheel, member], work);
    const file = join(work, 'unpacked', member);
    const received = createHash('sha256').update(readFileSync(file)).digest('hex');
    if (received !== sha256)
      throw new Error(`expected a library of checksum ${sha256}, received ${received}`);
  });
}

/** Takes one file out of a wheel. */
const EXTRACT = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2], "unpacked")';

function linkHomebrew(folder: string): void {
  const library = join(runProgram('brew', ['--prefix', 'onednn']).trim(), 'lib', 'libdnnl.dylib');
  if (!existsSync(library)) throw new Error('not installed (brew install onednn)');
  mkdirSync(folder, { recursive: true });
  symlinkSync(library, join(folder, 'libdnnl.dylib'));
}
