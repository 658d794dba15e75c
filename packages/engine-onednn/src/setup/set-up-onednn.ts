import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { versionText } from '../library/find-library.ts';
import type { Version } from '../library/dnnl.ts';
import { onednnCache, LIBRARY_VARIABLE } from '../library/locations.ts';
import { newerFirst, presentLibraries, tryFolder } from './present-libraries.ts';
import { firstLine } from './run-program.ts';
import { ENOUGH, sources, type Source } from './sources.ts';

/** A source that failed is asked again after a day. */
const PATIENCE_MS = 24 * 3600 * 1000;

/** How oneDNN is set up. */
export interface OneDnnSetup {
  /** Takes each line of what is being done and, last, of what was done. */
  readonly say: (line: string) => void;
  /** Whether to ask also the sources that failed within a day. */
  readonly again?: boolean;
  /** The folder of fetched libraries, each in one of its own; by default where the engine looks. */
  readonly cache?: string;
}

/** Finds oneDNN, or fetches a newer one than there is into the cache, without root. Never throws: networks run without it, slower. */
export function setUpOnednn({ say, again = false, cache = onednnCache }: OneDnnSetup): void {
  try {
    say(findOrFetch({ say, again, cache }));
  } catch (error) {
    say(`oneDNN: not set up: ${firstLine(error)}`);
  }
}

/** Gives what was done, in a line. */
function findOrFetch({ say, again, cache }: Required<OneDnnSetup>): string {
  const named = process.env[LIBRARY_VARIABLE];
  if (named) return `oneDNN: ${named} (${LIBRARY_VARIABLE})`;
  const best = presentLibraries(cache)[0];
  const told = best === undefined ? '' : `oneDNN: ${versionText(best.version)}, ${best.where}`;
  if (best !== undefined && newerFirst(best.version, ENOUGH) <= 0) return told;
  const failures = [];
  for (const source of sources()) {
    if (best !== undefined && newerFirst(best.version, source.version) <= 0) break;
    const folder = join(cache, source.name);
    const mark = `${folder}.failed`;
    if (!again && isRecent(mark)) {
      failures.push(`${source.name}: failed within a day (npx batchmates setup onednn --again)`);
      continue;
    }
    try {
      return `oneDNN: ${versionText(fetchFrom(source, folder, say))}, in the cache (${source.name})`;
    } catch (error) {
      failures.push(`${source.name}: ${firstLine(error)}`);
      mkdirSync(cache, { recursive: true });
      writeFileSync(mark, '');
    }
  }
  const why = failures.length === 0 ? '' : ` (${failures.join('; ')})`;
  if (best !== undefined) return told + why;
  return `oneDNN: not found${why || ` (no way to fetch it on ${process.platform})`}; networks run on TensorFlow.js, slower. ${LIBRARY_VARIABLE}=<path> names a library`;
}

/** Fetches a library that works; gives its version, or throws and leaves nothing. */
function fetchFrom({ name, version, size, fetch }: Source, folder: string, say: OneDnnSetup['say']): Version {
  if (tryFolder(folder).version === undefined) rmSync(folder, { recursive: true, force: true });
  say(`oneDNN: fetching ${versionText(version)} (${name}, ${size}), once`);
  fetch(folder);
  const trial = tryFolder(folder);
  if (trial.version !== undefined) return trial.version;
  rmSync(folder, { recursive: true, force: true });
  throw new Error(trial.trouble);
}

function isRecent(mark: string): boolean {
  const stats = statSync(mark, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs < PATIENCE_MS;
}
