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
  return (count) => {
    set?.(count);
    return set !== undefined;
  };
}

function setNumberOfThreads(library: LibraryHandle, koffi: Koffi): NativeFunction | undefined {
  const candidates = [() => library, ...runtimes.map((name) => () => koffi.load(name))];
  for (const open of candidates) {
    try {
      return bind(open(), 'omp_set_num_threads', ['int'], 'void');
    } catch {
      continue;
    }
  }
  return undefined;
}
