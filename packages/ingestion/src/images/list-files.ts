import type { Dirent, Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, hasSystemCode, systemReason } from '@batchmates/errors';
import { kindOfName } from './image-names.ts';
import { unread, type LeftOut } from './left-out.ts';

/** What stands in one folder; links count as what they lead to. Names are sorted. */
export interface FolderEntries {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** What is neither, or hidden. */
  readonly left: readonly LeftOut[];
}

/** Lists one folder. Throws a `UserError` (`ingestion/unreadable-folder`). */
export async function listEntries(folder: string): Promise<FolderEntries> {
  const files: string[] = [];
  const folders: string[] = [];
  const left: LeftOut[] = [];
  for (const entry of await entriesIn(folder)) {
    const { name } = entry;
    if (name.startsWith('.')) {
      left.push({ file: name, reason: 'hidden', image: false });
      continue;
    }
    // One look at each of a million images would take minutes: only links, and names that Node could not read, need it.
    const facts =
      entry.isSymbolicLink() || name.includes('\ufffd') ? await factsOf(join(folder, name)) : entry;
    if (typeof facts === 'string') left.push({ file: name, reason: facts, image: true });
    else if (facts.isDirectory()) folders.push(name);
    else if (facts.isFile()) files.push(name);
    else left.push({ file: name, reason: 'not a regular file', image: kindOfName(name) !== 'no image' });
  }
  return { files, folders, left };
}

/** The images of a folder and its subfolders. */
export interface ImageFiles {
  /** From the folder, with `/`, sorted. */
  readonly images: readonly string[];
  readonly left: readonly LeftOut[];
}

/**
 * Lists the images in a folder and its subfolders; links are followed, and each folder is listed once, however many links lead to it. What is
 * not taken, a folder that cannot be read among it, is listed with the reason: nothing is passed over without a word, and only regular files
 * are images, so that no pipe or device is ever read.
 */
export async function listImageFiles(folder: string): Promise<ImageFiles> {
  const images: string[] = [];
  const left: LeftOut[] = [];
  const seen = new Set<string>();
  const visit = async (at: string): Promise<void> => {
    const path = join(folder, at);
    const facts = await factsOf(path);
    const entries = typeof facts === 'string' ? facts : await entriesOnce(path, facts, seen);
    if (typeof entries === 'string') {
      left.push({ file: at === '' ? '.' : at, reason: entries, image: entries !== LISTED });
      return;
    }
    const named = (name: string) => (at === '' ? name : `${at}/${name}`);
    left.push(...entries.left.map((each) => ({ ...each, file: named(each.file) })));
    for (const name of entries.files) {
      if (kindOfName(name) === 'image') images.push(named(name));
      else left.push(unread(named(name)));
    }
    for (const name of entries.folders) await visit(named(name));
  };
  await visit('');
  return { images: images.toSorted(), left };
}

/** Links that meet again: nothing is missed. */
const LISTED = 'a folder that is listed already, by another link';

/** What stands in a folder that was not seen before, or why it is left out. */
async function entriesOnce(
  path: string,
  { dev, ino }: Stats,
  seen: Set<string>,
): Promise<FolderEntries | string> {
  const identity = `${dev}:${ino}`;
  if (seen.has(identity)) return LISTED;
  seen.add(identity);
  try {
    return await listEntries(path);
  } catch (error) {
    if (error instanceof UserError) return `a folder that cannot be read, ${systemReason(error.cause)}`;
    throw error;
  }
}

/** What stands in a folder, sorted by name. */
async function entriesIn(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new UserError({
      code: 'ingestion/unreadable-folder',
      what: `folder ${folder}`,
      expected: 'one that can be read',
      received: systemReason(cause),
      remedy: 'allow it to be read, or name another',
      cause,
    });
  });
  return entries.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** The facts of what a path leads to, or why it leads nowhere. */
async function factsOf(path: string): Promise<Stats | string> {
  try {
    return await stat(path);
  } catch (error) {
    // Node replaces the bytes of a name that are no UTF-8, and then finds no such file.
    if (path.includes('\ufffd')) return 'with a name that is not UTF-8';
    if (hasSystemCode(error, 'ENOENT')) return 'a link to nothing';
    if (hasSystemCode(error, 'ELOOP')) return 'a link to itself';
    return systemReason(error);
  }
}
