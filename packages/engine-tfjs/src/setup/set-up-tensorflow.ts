import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BUILD_FILE, nativeCache } from '../candidates/native-places.ts';
import { tryLoading } from '../candidates/try-loading.ts';
import { buildAddon, installPackage, missingPrograms } from './build-addon.ts';
import { fetchLibrary, LIBRARY_VERSION, type LibraryKind } from './fetch-library.ts';
import { firstLine } from './run-program.ts';

/** How TensorFlow is set up. */
export interface TensorflowSetup {
  /** Takes each line of what is being done and, last, of what was done. */
  readonly say: (line: string) => void;
  /** Whether for a graphics card of NVIDIA: with CUDA's libraries, some 6 GB more. */
  readonly gpu?: boolean;
  /** The folder of what is built, each in one of its own; by default where the engine looks. */
  readonly cache?: string;
}

/**
 * Fetches TensorFlow's own library from a wheel of PyPI and builds TensorFlow.js' addon against it, into the cache and without root; does nothing where that is done. A set-up that
 * was interrupted goes on where it was. Gives whether the library is there at the end; what was missing or failed is said in a line.
 */
export async function setUpTensorflow({
  say,
  gpu = false,
  cache = nativeCache,
}: TensorflowSetup): Promise<boolean> {
  const kind: LibraryKind = gpu ? 'gpu' : 'cpu';
  const folder = join(cache, `${kind}-${LIBRARY_VERSION}`);
  const told = `TensorFlow: ${LIBRARY_VERSION} for ${gpu ? 'graphics cards of NVIDIA' : 'the CPU'}`;
  if (existsSync(join(folder, BUILD_FILE))) {
    say(`${told}, in the cache`);
    return true;
  }
  try {
    const missing = missingPrograms();
    if (missing !== undefined) throw new Error(missing);
    const seconds = await build(kind, { folder, say });
    say(`${told}, built in ${seconds.toFixed(0)} s, in the cache`);
    return true;
  } catch (error) {
    say(`TensorFlow: not set up: ${firstLine(error)}`);
    return false;
  }
}

/** Builds into a work folder, which becomes `folder` when the library has loaded; gives the seconds. */
async function build(
  kind: LibraryKind,
  { folder, say }: { readonly folder: string; readonly say: (line: string) => void },
): Promise<number> {
  const start = performance.now();
  const work = join(dirname(folder), `unfinished-${kind}-${LIBRARY_VERSION}`);
  mkdirSync(work, { recursive: true });
  await fetchLibrary(kind, { work, say });
  const name = kind === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  const place = await installPackage(name, { work, say });
  await buildAddon(place, { work, say });
  const trial = await tryLoading(place);
  if (trial.trouble !== undefined) {
    // From the beginning the next time.
    rmSync(work, { recursive: true });
    throw new Error(`what was built does not load: ${trial.trouble}`);
  }
  if (existsSync(folder)) rmSync(folder, { recursive: true });
  writeFileSync(
    join(work, BUILD_FILE),
    `${JSON.stringify({ version: trial.version ?? LIBRARY_VERSION, kind })}\n`,
  );
  renameSync(work, folder);
  return (performance.now() - start) / 1000;
}
