import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { UserError } from '@batchmates/errors';
import { readText } from '../files/regular-file.ts';
import { kindOfName } from '../images/image-names.ts';
import { within, type LeftOut } from '../images/left-out.ts';
import { listEntries, listImageFiles } from '../images/list-files.ts';

/** The classes of one split, and where their images are. */
export interface SplitClasses {
  readonly names: readonly string[];
  /** The images of a class, if it is there. */
  imagesOf(name: string): Promise<ClassImages | undefined>;
  /** What was not taken, beside the images of classes; from the split's folder. */
  readonly left: readonly LeftOut[];
}

/** The images of one class. */
export interface ClassImages {
  /** `name` within the class, `path` from the split's folder, with `/`; sorted by name. */
  readonly images: readonly { readonly name: string; readonly path: string }[];
  /** What was not taken of them; from the split's folder. */
  readonly left: readonly LeftOut[];
}

/** The classes of Tiny ImageNet's validation images: a line `<image>`, tab, `<class>`, and numbers of a box that are not needed, for each. */
const ANNOTATIONS = 'val_annotations.txt';
/** Where these images are. */
const IMAGES = 'images';

/** Whether there is a list of the classes of a split's images. */
export function isAnnotated(split: string): boolean {
  return existsSync(join(split, ANNOTATIONS));
}

/**
 * What the folder of a split holds: images whose classes are in a list, unless somebody has sorted them into folders; else a folder for each class. Throws a
 * `UserError` for a list of classes that is not one, or names an image that is not there.
 */
export async function readSplit(split: string): Promise<SplitClasses> {
  const entries = await listEntries(split);
  if (!isAnnotated(split)) return foldersOfClasses(split, entries);
  const folders = entries.folders.filter((name) => name !== IMAGES);
  if (folders.length === 0) return annotatedSplit(split, entries);
  const unsorted = { file: IMAGES, reason: 'beside the class folders', image: false };
  const left = entries.folders.includes(IMAGES) ? [...entries.left, unsorted] : entries.left;
  return foldersOfClasses(split, { ...entries, folders, left });
}

type Entries = Awaited<ReturnType<typeof listEntries>>;

function foldersOfClasses(split: string, { folders, files, left }: Entries): SplitClasses {
  return {
    names: folders,
    left: [...left, ...files.map(besideClasses)],
    async imagesOf(name) {
      if (!folders.includes(name)) return undefined;
      const found = await listImageFiles(join(split, name));
      return {
        images: found.images.map((image) => ({ name: image, path: posix.join(name, image) })),
        left: within(name, found.left),
      };
    },
  };
}

async function annotatedSplit(split: string, entries: Entries): Promise<SplitClasses> {
  const file = join(split, ANNOTATIONS);
  const [text, found] = await Promise.all([readText(file), listImageFiles(join(split, IMAGES))]);
  const present = new Set(found.images);
  const classOf = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const [image = '', name = ''] = line.split('\t');
    if (name !== '' && present.has(image) && !classOf.has(image)) classOf.set(image, name);
    else {
      throw new UserError({
        code: 'image-folder/annotations',
        what: `${file}, line ${index + 1}`,
        expected: `the name of an image in ${IMAGES}/, once, a tab, and its class`,
        received: JSON.stringify(line),
      });
    }
  }
  const unnamed = found.images
    .filter((image) => !classOf.has(image))
    .map((image) => ({ file: image, reason: `without a class in ${ANNOTATIONS}`, image: true }));
  return {
    names: [...new Set(classOf.values())].toSorted(),
    left: [
      ...entries.left,
      ...entries.files.filter((name) => name !== ANNOTATIONS).map(besideClasses),
      ...within(IMAGES, [...found.left, ...unnamed]),
    ],
    imagesOf: (name) => {
      const images = found.images.filter((image) => classOf.get(image) === name);
      return Promise.resolve(
        images.length === 0
          ? undefined
          : { images: images.map((image) => ({ name: image, path: posix.join(IMAGES, image) })), left: [] },
      );
    },
  };
}

/** A file that lies where class folders are. */
export function besideClasses(file: string): LeftOut {
  return { file, reason: 'beside the class folders', image: kindOfName(file) !== 'no image' };
}
