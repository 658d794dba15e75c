import { readFileSync } from 'node:fs';
import type { LibraryHandle } from 'koffi';
import type { Koffi } from './koffi.ts';
import { bind, type NativeFunction } from './native.ts';

/** OpenMP run times that builds of oneDNN use, where the loader does not look through a library's dependencies. */
const runtimes = [
  'libgomp.so.1',
  'libomp.so.5',
  'libiomp5.so',
  'libomp.dylib',
  'libiomp5md.dll',
  'vcomp140.dll',
];

/**
 * Finds the OpenMP run time that `library` uses and returns a function that sets the threads of the calling thread's
 * parallel regions. It returns false when there is none (a build with another run time), and threads cannot be chosen.
 */
export function threadSetter(library: LibraryHandle, koffi: Koffi): (count: number) => boolean {
  const set = setNumberOfThreads(library, koffi);
  keepRuntimes(koffi);
  return (count) => {
    set?.(count);
    return set !== undefined;
  };
}

function setNumberOfThreads(library: LibraryHandle, koffi: Koffi): NativeFunction | undefined {
  const candidates = [() => library, ...runtimes.map((name) => () => koffi.load(name))];
  return firstOf(candidates, (opened) => bind(opened, 'omp_set_num_threads', ['int'], 'void'));
}

/**
 * Lets threads of GNU's OpenMP that wait for each other sleep soon instead of checking for some milliseconds, unless the user's
 * environment says otherwise. On a core that another program uses too, a thread that checks uses up the share that the working one
 * needs: two threads then train at a tenth of the speed of one. CPUs that multiply bfloat16 are left alone: their primitives
 * are over so soon that falling asleep costs up to two fifths of the speed, and within them oneDNN's threads wait without sleeping anyway.
 * Must be called before the run time is loaded; `cpu` are the flags of the CPU.
 */
export function waitBriefly(environment: NodeJS.ProcessEnv = process.env, cpu: string = cpuFlags()): void {
  if (environment['OMP_WAIT_POLICY'] !== undefined || FAST_BF16.test(cpu)) return;
  environment['GOMP_SPINCOUNT'] ??= CHECKS;
}

/** Checks before a thread sleeps, some ten microseconds: chosen by `npm run bench -- busy`. */
const CHECKS = '500';

const FAST_BF16 = /\b(avx512_bf16|amx_bf16)\b/;

/** Flags of the first CPU, as Linux tells them; elsewhere GNU's OpenMP is rare, and this is empty. */
function cpuFlags(): string {
  try {
    return /^flags\s*:.*$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0] ?? '';
  } catch {
    return '';
  }
}

/** What `find` gives for the first library that loads and has what is looked for. */
function firstOf(
  candidates: readonly (() => LibraryHandle)[],
  find: (library: LibraryHandle) => NativeFunction,
): NativeFunction | undefined {
  for (const open of candidates) {
    try {
      return find(open());
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Flags of `dlopen`: resolve now, only if it is loaded already, and never unload it (glibc). */
const RTLD_NOW = 2;
const RTLD_NOLOAD = 4;
const RTLD_NODELETE = 0x1000;

/**
 * Keeps OpenMP in memory to the end of the process. Its threads wait for work in a loop; at exit koffi unloads the library that
 * brought it, and a thread whose code is gone ends the process with SIGSEGV, after all is done. Where the loader never unloads (musl), or the system
 * is another, there is nothing to do.
 */
function keepRuntimes(koffi: Koffi): void {
  if (process.platform !== 'linux') return;
  // In glibc since 2.34 part of libc.
  const loaders = ['libc.so.6', 'libdl.so.2'].map((name) => () => koffi.load(name));
  const dlopen = firstOf(
    loaders,
    (loader) => loader.func('dlopen', 'uintptr_t', ['str', 'int']) as NativeFunction,
  );
  for (const name of runtimes) dlopen?.(name, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
}
