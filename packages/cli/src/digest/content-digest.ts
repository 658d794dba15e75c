import { readFileSync, readdirSync, statSync, type BigIntStats } from 'node:fs';
import { join } from 'node:path';
import { digestBytes, digestFile, digestValue } from '@batchmates/artifact';
import { hasSystemCode } from '@batchmates/errors';
import type { DigestMemory } from './digest-memory.ts';

/** How a file or folder is digested. */
export interface ContentOptions {
  readonly memory: DigestMemory;
  /**
   * Whether files above 64 MiB are read as well. Otherwise inode, size and times stand for them, so that planning never reads
   * gigabytes.
   */
  readonly large: boolean;
  /** Says what is left out, by the path inside the folder. */
  readonly without?: (name: string) => boolean;
}

/** Leaves out what a package manager or git put into a folder. */
export function isForeign(name: string): boolean {
  return /(^|\/)(node_modules|\.git)$/.test(name);
}

/** The digest of a path at which there is nothing. */
export const ABSENT = 'absent';

/** Of something that the system does not let us look at: whether that is a mistake, the stage that reads it says. */
const UNREADABLE = 'unreadable';

/**
 * Digest (sha256, hexadecimal) of a file's content, or of the names and contents of everything in a folder; `ABSENT` where
 * there is nothing. Links are followed; one that leads back to a folder above it counts as a loop; what cannot be read counts as that. Neither where the path
 * stands nor any time counts. Contents are read again only when inode, size, modification or change time differ.
 */
export async function contentDigest(path: string, options: ContentOptions): Promise<string> {
  const entries = listEntries({ path, name: '', above: [], without: options.without ?? (() => false) });
  if (entries.length === 1 && entries[0]!.kind === ABSENT) return ABSENT;
  const state = digestValue({
    large: options.large,
    entries: entries.map(({ name, kind, stat }) => [name, kind, stat === undefined ? '' : stateOf(stat)]),
  });
  const remembered = options.memory.recall(state);
  if (remembered !== undefined) return remembered;
  const contents: (readonly string[])[] = [];
  for (const entry of entries) contents.push([entry.name, entry.kind, await fileDigest(entry, options)]);
  const digest = digestValue(contents);
  if (entries.every(({ stat }) => stat === undefined || isSettled(stat)))
    options.memory.remember(state, digest);
  return digest;
}

interface Entry {
  readonly path: string;
  /** Relative to the digested path. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'loop' | 'other' | typeof UNREADABLE | typeof ABSENT;
  /** Of a file. */
  readonly stat?: BigIntStats;
}

interface Listing {
  readonly path: string;
  readonly name: string;
  /** Device and inode of the folders that lead here. */
  readonly above: readonly string[];
  readonly without: (name: string) => boolean;
}

function listEntries(listing: Listing): Entry[] {
  try {
    return readableEntries(listing);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return [{ path: listing.path, name: listing.name, kind: UNREADABLE }];
  }
}

function readableEntries({ path, name, above, without }: Listing): Entry[] {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return [{ path, name, kind: ABSENT }];
  if (stat.isFile()) return [{ path, name, kind: 'file', stat }];
  if (!stat.isDirectory()) return [{ path, name, kind: 'other' }];
  const own = `${stat.dev}:${stat.ino}`;
  if (above.includes(own)) return [{ path, name, kind: 'loop' }];
  const inside = readdirSync(path)
    .toSorted()
    .map((each) => ({ path: join(path, each), name: name === '' ? each : `${name}/${each}` }))
    .filter((each) => !without(each.name));
  const below = inside.flatMap((each) => listEntries({ ...each, above: [...above, own], without }));
  return [{ path, name, kind: 'folder' }, ...below];
}

const SMALL = 1n << 20n;
const LARGE = 64n << 20n;

async function fileDigest(entry: Entry, options: ContentOptions): Promise<string> {
  try {
    return await readableDigest(entry, options);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return UNREADABLE;
  }
}

async function readableDigest({ path, stat }: Entry, { memory, large }: ContentOptions): Promise<string> {
  if (stat === undefined) return '';
  if (stat.size <= SMALL) return digestBytes(readFileSync(path));
  const state = stateOf(stat);
  // Not the device: every node of a cluster numbers its network file systems by itself.
  if (stat.size > LARGE && !large) return [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');
  const remembered = memory.recall(state);
  if (remembered !== undefined) return remembered;
  const digest = await digestFile(path);
  if (isSettled(stat)) memory.remember(state, digest);
  return digest;
}

/** Whether the system does not let us look: no permission, a link to itself, too long a name, or gone meanwhile. */
function isRefusal(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOTDIR'].some((code) =>
    hasSystemCode(error, code),
  );
}

function stateOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
}

/** Whether another write could not carry the same times: file systems keep them as coarsely as two seconds. */
function isSettled({ ctimeNs }: BigIntStats): boolean {
  return Date.now() - Number(ctimeNs / 1_000_000n) > 2000;
}
