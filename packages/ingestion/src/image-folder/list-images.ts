import { join, relative } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import type { ImageToDecode } from '../images/decode-images.ts';
import { kindOfName, readableNames } from '../images/image-names.ts';
import { describeLeftOut, within, type LeftOut } from '../images/left-out.ts';
import { listEntries, listImageFiles, type FolderEntries } from '../images/list-files.ts';

/** The image files of a folder of splits and classes. */
export interface ImageListing {
  /** Sorted; the same in both splits. */
  readonly classNames: readonly string[];
  /** Sorted by class, then name; `id` is `<class>/<file>`, `file` is relative to the folder. */
  readonly train: readonly ImageToDecode[];
  readonly test: readonly ImageToDecode[];
  /** What was not taken, from the folder. */
  readonly left: readonly LeftOut[];
}

type SplitName = 'train' | 'test';

/** Folder names of each split, the first that exists is taken. */
const FOLDERS: Record<SplitName, readonly [string, ...string[]]> = {
  train: ['train'],
  test: ['test', 'val', 'validation'],
};

/**
 * Lists `<split>/<class>/**` (`val` may stand for `test`): images in subfolders of a class belong to it, as in PyTorch's ImageFolder, and
 * links are followed. Throws `UserErrors` for every class that is empty or only in one split, a `UserError` for a missing split or fewer
 * than two classes.
 */
export async function listImages(folder: string): Promise<ImageListing> {
  const top = await listEntries(folder);
  const folders = { train: splitFolder(folder, top, 'train'), test: splitFolder(folder, top, 'test') };
  const entries = { train: await listEntries(folders.train), test: await listEntries(folders.test) };
  const classNames = [...new Set([...entries.train.folders, ...entries.test.folders])].sort();
  if (classNames.length < 2) {
    const [expected, received] = ['two or more class folders', classNames.join() || 'none'];
    throw new UserError({ code: 'image-folder/classes', what: folders.train, expected, received });
  }
  const problems: UserError[] = [];
  const images: Record<SplitName, ImageToDecode[]> = { train: [], test: [] };
  const taken = Object.values(folders).map((path) => relative(folder, path));
  const left: LeftOut[] = [
    ...top.left,
    ...top.files.map(besideClasses),
    ...top.folders
      .filter((name) => !taken.includes(name))
      .map((file) => ({ file, reason: 'a folder that is no split', image: false })),
  ];
  for (const split of ['train', 'test'] as const) {
    const from = relative(folder, folders[split]);
    left.push(...within(from, [...entries[split].left, ...entries[split].files.map(besideClasses)]));
    for (const [label, name] of classNames.entries()) {
      const path = join(folders[split], name);
      const listed = entries[split].folders.includes(name) ? await listImageFiles(path) : undefined;
      left.push(...within(relative(folder, path), listed?.left ?? []));
      if (listed === undefined) problems.push(absent(path, split, name));
      else if (listed.images.length === 0) problems.push(empty(path, listed.left));
      else {
        const of = (file: string) => ({
          split,
          label,
          id: `${name}/${file}`,
          file: relative(folder, join(path, file)),
        });
        images[split].push(...listed.images.map(of));
      }
    }
  }
  if (problems.length === 1) throw problems[0]!;
  if (problems.length > 1) throw new UserErrors(problems);
  return { classNames, ...images, left };
}

function splitFolder(folder: string, { files, folders }: FolderEntries, split: SplitName): string {
  const present = FOLDERS[split].find((name) => folders.includes(name));
  if (present !== undefined) return join(folder, present);
  throw new UserError({
    code: 'image-folder/split',
    what: `source ${folder}`,
    expected: `a folder ${FOLDERS[split].join(' or ')} with one folder for each class`,
    received: [...folders, ...files].join(', ') || 'an empty folder',
  });
}

function besideClasses(file: string): LeftOut {
  return { file, reason: 'beside the class folders', image: kindOfName(file) !== 'no image' };
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

function empty(path: string, left: readonly LeftOut[]): UserError {
  return new UserError({
    code: 'image-folder/empty-class',
    what: `class folder ${path}`,
    expected: `images (${readableNames})`,
    received: left.length === 0 ? 'none' : describeLeftOut(left),
  });
}
