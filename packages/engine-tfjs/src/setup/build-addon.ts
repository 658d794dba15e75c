import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runProgram } from './run-program.ts';

/** Of TensorFlow.js, the version that the engine computes with. */
const TFJS_VERSION = '4.22.0';

/** The version of Node's binary interface for which the addon is built; newer Nodes have it, too. */
const NAPI = 8;

interface Building {
  /** `lib` in it holds the libraries and their headers. */
  readonly work: string;
  readonly say: (line: string) => void;
}

/** What is missing for a build, in a line; undefined when nothing is. */
export function missingPrograms(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `expected Linux on x86-64, received ${process.platform} on ${process.arch}`;
  const needed = [
    {
      name: 'Python with pip',
      program: 'python3',
      words: ['-m', 'pip', '--version'],
      packages: 'python3-pip',
    },
    { name: 'a C++ compiler', program: 'g++', words: ['--version'], packages: 'g++' },
  ];
  const missing = needed.filter(({ program, words }) => spawnSync(program, words).status !== 0);
  if (missing.length === 0) return undefined;
  const packages = missing.map((each) => each.packages).join(' ');
  return `it needs ${missing.map(({ name }) => name).join(' and ')} (on Debian and Ubuntu: apt-get install ${packages})`;
}

/** Installs a package of TensorFlow.js into a work folder without its own download of the library; gives its folder. */
export async function installPackage(name: string, { work, say }: Building): Promise<string> {
  const place = join(work, 'node_modules', name);
  const finished = join(work, 'installed');
  if (existsSync(finished)) return place;
  say(`TensorFlow: installing ${name} ${TFJS_VERSION}`);
  const words = [
    '--ignore-scripts',
    '--no-save',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  await runProgram(
    'npm',
    ['install', ...words, '--prefix', '.', `${name}@${TFJS_VERSION}`, 'node-api-headers@1'],
    work,
  );
  writeFileSync(finished, '');
  return place;
}

/** Compiles the addon of a package from the package's own sources. */
export async function buildAddon(place: string, { work, say }: Building): Promise<void> {
  const folder = join(place, 'lib', `napi-v${NAPI}`);
  const addon = join(folder, 'tfjs_binding.node');
  if (existsSync(addon)) return;
  say('TensorFlow: compiling the addon');
  mkdirSync(folder, { recursive: true });
  const library = join(work, 'lib');
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(place, 'binding', name));
  const includes = [
    join(work, 'node_modules', 'node-api-headers', 'include'),
    join(library, 'include'),
    place,
  ];
  const unfinished = `${addon}.unfinished`;
  await runProgram(
    'g++',
    [
      ...['-O2', '-std=c++17', '-fPIC', '-shared', '-w', `-DNAPI_VERSION=${NAPI}`],
      ...includes.map((path) => `-I${path}`),
      ...sources,
      `-L${library}`,
      ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
      // The folder is moved when it is finished.
      `-Wl,-rpath,$ORIGIN/${relative(folder, library)}`,
      ...['-o', unfinished],
    ],
    work,
  );
  renameSync(unfinished, addon);
}
