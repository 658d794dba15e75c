import { join, posix, relative } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import type { ImageToDecode } from '../images/decode-images.ts';
import { kindOfName, readableNames } from '../images/image-names.ts';
import { describeLeftOut, within, type LeftOut } from '../images/left-out.ts';
import { listEntries, listImageFiles } from '../images/list-files.ts';

/** The image files of a folder of splits and classes. */
export interface ImageListing {
  /** Sorted; the same in all splits. */
  readonly classNames: readonly string[];
  /** Sorted by class, then name; `id` is `<class>/<file>`, `file` is relative to the folder, with `/`. */
  readonly images: Readonly<Partial<Record<SplitName, readonly ImageToDecode[]>>>;
  /** What was not taken, from the folder. */
  readonly left: readonly LeftOut[];
}

export type SplitName = 'train' | 'test';

/** Folder names of each split, the first that exists is taken. */
const FOLDERS: Record<SplitName, readonly [string, ...string[]]> = {
  train: ['train'],
  test: ['test', 'val', 'validation'],
};

/**
 * Lists `<split>/<class>/**` (`val` may stand for `test`), or `<class>/**` where the folder is one `split` itself: images in subfolders of a class
 * belong to it, as in PyTorch's ImageFolder, and links are followed. Throws `UserErrors` for every class that is empty or only in one split, a
 * `UserError` for a missing split or fewer than two classes.
 */
export async function listImages(folder: string, split?: SplitName): Promise<ImageListing> {
  const { splits, left } =
    split === undefined ? await splitsIn(folder) : { splits: [{ name: split, path: folder }], left: [] };
  const listed = await Promise.all(
    splits.map(async ({ name, path }) => ({ name, path, entries: await listEntries(path) })),
  );
  const classNames = [...new Set(listed.flatMap(({ entries }) => entries.folders))].sort();
  if (classNames.length < 2) {
    const [expected, received] = ['two or more class folders', classNames.join() || 'none'];
    throw new UserError({ code: 'image-folder/classes', what: listed[0]!.path, expected, received });
  }
  const problems: UserError[] = [];
  const images: Partial<Record<SplitName, ImageToDecode[]>> = {};
  const place = (path: string, names: readonly LeftOut[]) => {
    const from = relative(folder, path);
    return from === '' ? names : within(from, names);
  };
  for (const { name: of, path: splitPath, entries } of listed) {
    const taken: ImageToDecode[] = [];
    left.push(...place(splitPath, [...entries.left, ...entries.files.map(besideClasses)]));
    for (const [label, name] of classNames.entries()) {
      const path = join(splitPath, name);
      const found = entries.folders.includes(name) ? await listImageFiles(path) : undefined;
      left.push(...place(path, found?.left ?? []));
      if (found === undefined) problems.push(absent(path, of, name));
      else if (found.images.length === 0) problems.push(empty(path, found.left));
      else {
        const image = (file: string) => ({
          split: of,
          label,
          id: `${name}/${file}`,
          file: posix.join(relative(folder, splitPath), name, file),
        });
        taken.push(...found.images.map(image));
      }
    }
    images[of] = taken;
  }
  if (problems.length === 1) throw problems[0]!;
  if (problems.length > 1) throw new UserErrors(problems);
  return { classNames, images, left };
}

/** A split and its folder. */
interface SplitFolder {
  readonly name: SplitName;
  readonly path: string;
}

/** The folders of both splits, and what else stands beside them. */
async function splitsIn(
  folder: string,
): Promise<{ readonly splits: readonly SplitFolder[]; readonly left: LeftOut[] }> {
  const top = await listEntries(folder);
  const splits = (['train', 'test'] as const).map((name) => {
    const present = FOLDERS[name].find((each) => top.folders.includes(each));
    if (present !== undefined) return { name, path: join(folder, present) };
    throw new UserError({
      code: 'image-folder/split',
      what: `source ${folder}`,
      expected: `a folder ${FOLDERS[name].join(' or ')} with one folder for each class`,
      received: [...top.folders, ...top.files].join(', ') || 'an empty folder',
      remedy: 'set split: test where the folder holds the classes of one split itself',
    });
  });
  const taken = splits.map(({ path }) => relative(folder, path));
  const left = [
    ...top.left,
    ...top.files.map(besideClasses),
    ...top.folders
      .filter((name) => !taken.includes(name))
      .map((file) => ({ file, reason: 'a folder that is no split', image: false })),
  ];
  return { splits, left };
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
