import { readdir } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import type { ImageToDecode } from '../images/decode-images.ts';

/** The image files of a folder of splits and classes. */
export interface ImageListing {
  /** Sorted; the same in both splits. */
  readonly classNames: readonly string[];
  /** Sorted by class, then name; `id` is `<class>/<file>`, `file` is relative to the folder. */
  readonly train: readonly ImageToDecode[];
  readonly test: readonly ImageToDecode[];
}

type SplitName = 'train' | 'test';

/** Folder names of each split, the first that exists is taken. */
const FOLDERS: Record<SplitName, readonly [string, ...string[]]> = {
  train: ['train'],
  test: ['test', 'val', 'validation'],
};

const EXTENSIONS = ['.jpg', '.jpeg', '.png', '.webp'];

/**
 * Lists `<split>/<class>/<image>` (`val` may stand for `test`); hidden files and other extensions are left out. Throws `UserErrors` for every
 * class that is empty or only in one split, a `UserError` for a missing split or fewer than two classes.
 */
export async function listImages(folder: string): Promise<ImageListing> {
  const folders = { train: await splitFolder(folder, 'train'), test: await splitFolder(folder, 'test') };
  const classes = { train: await classFolders(folders.train), test: await classFolders(folders.test) };
  const classNames = [...new Set([...classes.train, ...classes.test])].sort();
  if (classNames.length < 2) {
    const [expected, received] = ['two or more class folders', classNames.join() || 'none'];
    throw new UserError({ code: 'image-folder/classes', what: folders.train, expected, received });
  }
  const problems: UserError[] = [];
  const images: Record<SplitName, ImageToDecode[]> = { train: [], test: [] };
  for (const split of ['train', 'test'] as const) {
    for (const [label, name] of classNames.entries()) {
      const path = join(folders[split], name);
      const files = classes[split].includes(name) ? await imageFiles(path) : undefined;
      if (files === undefined) problems.push(absent(path, split, name));
      else if (files.length === 0) problems.push(empty(path));
      else {
        const of = (file: string) => ({
          split,
          label,
          id: `${name}/${file}`,
          file: relative(folder, join(path, file)),
        });
        images[split].push(...files.map(of));
      }
    }
  }
  if (problems.length === 1) throw problems[0]!;
  if (problems.length > 1) throw new UserErrors(problems);
  return { classNames, ...images };
}

async function splitFolder(folder: string, split: SplitName): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  const present = FOLDERS[split].find((name) =>
    entries.some((entry) => entry.isDirectory() && entry.name === name),
  );
  if (present !== undefined) return join(folder, present);
  throw new UserError({
    code: 'image-folder/split',
    what: `source ${folder}`,
    expected: `a folder ${FOLDERS[split].join(' or ')} with one folder for each class`,
    received: entries.map(({ name }) => name).join(', ') || 'an empty folder',
  });
}

async function classFolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

async function imageFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => !name.startsWith('.') && EXTENSIONS.includes(extname(name).toLowerCase()))
    .sort();
}

function absent(path: string, split: SplitName, name: string): UserError {
  return new UserError({
    code: 'image-folder/missing-class',
    what: `class ${name} is missing in ${split}`,
    expected: `a folder ${path}`,
    received: 'none',
    remedy: 'add images of it, or take the class out of the other split',
  });
}

function empty(path: string): UserError {
  return new UserError({
    code: 'image-folder/empty-class',
    what: `class folder ${path}`,
    expected: `images (${EXTENSIONS.join(', ')})`,
    received: 'none',
  });
}
