import { join, posix, relative } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import type { ImageToDecode } from '../images/decode-images.ts';
import { readableNames } from '../images/image-names.ts';
import { describeLeftOut, within, type LeftOut } from '../images/left-out.ts';
import { listEntries } from '../images/list-files.ts';
import { besideClasses, isAnnotated, readSplit } from './split-classes.ts';

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
 * belong to it, as in PyTorch's ImageFolder, and links are followed; or the images of Tiny ImageNet's validation set, whose classes are in a list. Throws `UserErrors` for every class that is empty or only in one split, a
 * `UserError` for a missing split or fewer than two classes.
 */
export async function listImages(folder: string, split?: SplitName): Promise<ImageListing> {
  const { splits, left } =
    split === undefined ? await splitsIn(folder) : { splits: [{ name: split, path: folder }], left: [] };
  const listed = await Promise.all(
    splits.map(async ({ name, path }) => ({ name, path, classes: await readSplit(path) })),
  );
  const classNames = [...new Set(listed.flatMap(({ classes }) => classes.names))].sort();
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
  for (const { name: of, path: splitPath, classes } of listed) {
    const taken: ImageToDecode[] = [];
    left.push(...place(splitPath, classes.left));
    for (const [label, name] of classNames.entries()) {
      const path = join(splitPath, name);
      const found = await classes.imagesOf(name);
      left.push(...place(splitPath, found?.left ?? []));
      if (found === undefined) problems.push(absent(path, of, name));
      else if (found.images.length === 0) problems.push(empty(path, found.left));
      else {
        taken.push(
          ...found.images.map((image) => ({
            split: of,
            label,
            id: `${name}/${image.name}`,
            file: posix.join(relative(folder, splitPath), image.path),
          })),
        );
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
    const there = FOLDERS[name].filter((each) => top.folders.includes(each));
    // Beside a `val` whose classes are in a list lies a `test` whose classes nobody knows.
    const present = there.find((each) => isAnnotated(join(folder, each))) ?? there[0];
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
