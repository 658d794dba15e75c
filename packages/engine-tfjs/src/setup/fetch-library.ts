import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runProgram } from './run-program.ts';

/** Which build of the library: for the CPU alone, or for graphics cards of NVIDIA as well. */
export type LibraryKind = 'cpu' | 'gpu';

export const LIBRARY_VERSION = '2.21.0';

/** The library is the same in the wheels of all Python versions: one is named, so that the Python that is here may be of any. */
const TARGET = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
const PLATFORMS = ['manylinux_2_27_x86_64', 'manylinux_2_28_x86_64', 'manylinux2014_x86_64'];
const BRIEF = ['-q', '--disable-pip-version-check', '--no-input', '--retries', '3'];

/** sha256 of `tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl`. */
const CPU_WHEEL = '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c';

/** The libraries in a wheel, and the headers of their interface in C. */
const MEMBERS = String.raw`^tensorflow/(lib(tensorflow_cc|tensorflow_framework)\.so\.2|include/(tensorflow/(c|core/platform)|tsl|xla/tsl)/.*\.h)$`;

interface Fetching {
  /** Where it is unpacked: `lib` becomes the folder of the libraries and their headers. */
  readonly work: string;
  readonly say: (line: string) => void;
}

/** Puts the library into `lib` of a work folder, unless it is there. */
export async function fetchLibrary(kind: LibraryKind, fetching: Fetching): Promise<void> {
  if (existsSync(join(fetching.work, 'lib'))) return;
  await (kind === 'cpu' ? fetchForCpu(fetching) : fetchForGpu(fetching));
}

async function fetchForCpu({ work, say }: Fetching): Promise<void> {
  const wheels = join(work, 'wheel');
  if (!(await isWhole(wheels))) {
    rmSync(wheels, { recursive: true, force: true });
    say(`TensorFlow: fetching the wheel tensorflow-cpu ${LIBRARY_VERSION} (274 MB), once`);
    const platforms = PLATFORMS.flatMap((name) => ['--platform', name]);
    const words = ['download', ...BRIEF, '--no-deps', '--only-binary=:all:', ...platforms, ...TARGET];
    await runProgram(
      'python3',
      ['-m', 'pip', ...words, '--dest', wheels, `tensorflow-cpu==${LIBRARY_VERSION}`],
      work,
    );
    if (!(await isWhole(wheels))) throw new Error(`expected a wheel of checksum ${CPU_WHEEL}`);
  }
  await runProgram('python3', ['-c', EXTRACT, join(wheels, wheelIn(wheels)!), MEMBERS, 'unpacked'], work);
  symlinkSync(join('unpacked', 'tensorflow'), join(work, 'lib'));
  rmSync(wheels, { recursive: true });
}

/** With what it needs of CUDA, which it looks for beside its own folder. pip goes on with what it has downloaded. */
async function fetchForGpu({ work, say }: Fetching): Promise<void> {
  say(`TensorFlow: fetching tensorflow ${LIBRARY_VERSION} with CUDA's libraries (some 3 GB), once`);
  const words = ['install', ...BRIEF, '--no-compile', '--upgrade', '--target', 'unpacked'];
  await runProgram('python3', ['-m', 'pip', ...words, `tensorflow[and-cuda]==${LIBRARY_VERSION}`], work);
  symlinkSync(join('unpacked', 'tensorflow'), join(work, 'lib'));
}

function wheelIn(folder: string): string | undefined {
  return existsSync(folder) ? readdirSync(folder).find((name) => name.endsWith('.whl')) : undefined;
}

async function isWhole(folder: string): Promise<boolean> {
  const name = wheelIn(folder);
  if (name === undefined) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(folder, name)), hash);
  return hash.digest('hex') === CPU_WHEEL;
}

/** Takes the files of a wheel whose names fit a pattern. */
const EXTRACT = `
import re, sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
for name in wheel.namelist():
    if re.match(sys.argv[2], name): wheel.extract(name, sys.argv[3])
`;
