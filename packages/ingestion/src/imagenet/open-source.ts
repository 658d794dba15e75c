import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { kindOfName } from '../images/image-names.ts';
import { unread, within, type LeftOut } from '../images/left-out.ts';
import { listEntries, listImageFiles } from '../images/list-files.ts';
import type { SourceImage } from './source-image.ts';
import { gzipped, indexTar } from './tar-index.ts';
import type { Extent } from '../images/image-place.ts';
import { imagesOfTar } from './tar-images.ts';

/** One split of ImageNet, opened: which classes it has; a class's images are listed when asked for. */
export interface ImageSource {
  readonly path: string;
  /** Sorted. */
  readonly wnids: readonly string[];
  /** The images of a class, sorted by name. Throws a `UserError` when there is no such class or its tar is damaged. */
  images(wnid: string): Promise<readonly SourceImage[]>;
  /** What was not taken so far; grows as classes are listed. */
  readonly left: readonly LeftOut[];
}

/** Labels of a flat folder or tar: the wnid of the image with the given place among the sorted names. */
export type FlatLabels = (names: readonly string[]) => readonly string[];

/**
 * Opens a split in any form ILSVRC ships: a folder of `<wnid>.tar`, of `<wnid>/` or of both, a tar of `<wnid>.tar`, or (with
 * `labels`) a flat folder or tar of images. Links are followed. Throws a `UserError` when it is none of these.
 */
export async function openSource(path: string, labels?: FlatLabels): Promise<ImageSource> {
  const isFolder = await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
  return isFolder ? openFolder(path, labels) : openTar(path, labels);
}

async function openFolder(path: string, labels: FlatLabels | undefined): Promise<ImageSource> {
  const entries = await listEntries(path);
  const left = [...entries.left];
  const [tars, others] = partition(entries.files, isTar);
  const [folders, otherFolders] = partition(entries.folders, isWnid);
  const classes = unique(
    path,
    tars.map((name) => [wnidOf(name), () => tarImages(join(path, name), name, left)]),
  );
  // A class that is there in two forms is read from the one that is faster to read.
  const orElse = (wnid: string, file: string, list: ListImages) => {
    if (!classes.has(wnid)) classes.set(wnid, list);
    else left.push({ file, reason: 'a class that is there as a tar or folder, too', image: false });
  };
  for (const wnid of folders) orElse(wnid, wnid, () => folderImages(path, wnid, left));
  const [compressed, files] = partition(others, isCompressedTar);
  for (const name of compressed) orElse(wnidOf(name), name, () => Promise.reject(gzipped(join(path, name))));
  left.push(...otherFolders.map((file) => ({ file, reason: 'a folder that is no class', image: false })));
  if (classes.size > 0) {
    left.push(...files.map((file) => (isImage(file) ? { file, reason: BESIDE, image: true } : unread(file))));
    return byClass(path, classes, left);
  }
  const [images, rest] = partition(files, isImage);
  left.push(...rest.map(unread));
  if (images.length > 0) return flat(path, filesAt(path, images), labels, left);
  throw unknownForm(path, 'a folder with neither tars, nor <wnid> folders, nor images');
}

const BESIDE = 'beside the classes';

async function openTar(path: string, labels: FlatLabels | undefined): Promise<ImageSource> {
  const entries = await indexTar(path);
  const [tars, others] = partition(entries, ({ name }) => isTar(name));
  const left: LeftOut[] = [];
  if (tars.length === 0) {
    const images = imagesOfTar(others, left);
    if (images.length > 0) return flat(path, images, labels, left);
    throw unknownForm(path, 'a tar with neither tars nor images');
  }
  left.push(
    ...others.map(({ name }) => (isImage(name) ? { file: name, reason: BESIDE, image: true } : unread(name))),
  );
  const classes = tars.map(
    ({ name, extent }) => [wnidOf(name), () => tarImages(extent, name, left)] as const,
  );
  return byClass(path, unique(path, classes), left);
}

type ListImages = () => Promise<readonly SourceImage[]>;

function byClass(
  path: string,
  classes: ReadonlyMap<string, ListImages>,
  left: readonly LeftOut[],
): ImageSource {
  return {
    path,
    left,
    wnids: [...classes.keys()].sort(),
    async images(wnid) {
      const list = classes.get(wnid);
      if (list === undefined) {
        throw new UserError({
          code: 'imagenet/no-class',
          what: `source ${path}`,
          expected: `class ${wnid}`,
          received: `${classes.size} others`,
          remedy: 'add it there, or choose other classes',
        });
      }
      return list();
    },
  };
}

function flat(
  path: string,
  images: readonly SourceImage[],
  labels: FlatLabels | undefined,
  left: readonly LeftOut[],
): ImageSource {
  if (labels === undefined) {
    throw new UserError({
      code: 'imagenet/no-labels',
      what: `source ${path}`,
      expected: 'groundTruth and synsets beside a flat folder of images',
      received: 'images without classes',
      remedy: 'name both files of the development kit',
    });
  }
  const wnids = labels(images.map(({ name }) => name));
  const classes = new Map<string, SourceImage[]>();
  images.forEach((image, index) => {
    const members = classes.get(wnids[index]!);
    if (members === undefined) classes.set(wnids[index]!, [image]);
    else members.push(image);
  });
  return byClass(path, new Map([...classes].map(([wnid, members]) => [wnid, async () => members])), left);
}

/** The images of a class's tar; what is not taken is added to `left`. */
async function tarImages(tar: string | Extent, name: string, left: LeftOut[]): Promise<SourceImage[]> {
  const passedOver: LeftOut[] = [];
  const images = imagesOfTar(await indexTar(tar), passedOver);
  left.push(...within(name, passedOver));
  return images;
}

/** The images of a class's folder; what is not taken is added to `left`. */
async function folderImages(path: string, wnid: string, left: LeftOut[]): Promise<SourceImage[]> {
  const listed = await listImageFiles(join(path, wnid));
  left.push(...within(wnid, listed.left));
  return filesAt(join(path, wnid), listed.images);
}

/** Sorted names, as files of a folder. */
function filesAt(folder: string, names: readonly string[]): SourceImage[] {
  return names.map((name) => ({ name, place: { kind: 'file', path: join(folder, name) } }));
}

function unique(path: string, classes: readonly (readonly [string, ListImages])[]): Map<string, ListImages> {
  const map = new Map(classes);
  if (map.size === classes.length) return map;
  const twice = classes.find(([wnid], index) => classes.findIndex(([other]) => other === wnid) !== index)!;
  throw new UserError({
    code: 'imagenet/duplicate-class',
    what: `source ${path}`,
    expected: 'each wnid once',
    received: `${twice[0]} twice`,
    remedy: 'remove one of them',
  });
}

function partition<Item>(items: readonly Item[], belongs: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}

function wnidOf(name: string): string {
  return basename(name).replace(/\.(tar|tar\.gz|tgz)$/i, '');
}

function isTar(name: string): boolean {
  return /^n\d{8}\.tar$/i.test(basename(name));
}

function isCompressedTar(name: string): boolean {
  return /^n\d{8}\.(tar\.gz|tgz)$/i.test(name);
}

function isWnid(name: string): boolean {
  return /^n\d{8}$/.test(name);
}

function isImage(name: string): boolean {
  return kindOfName(name) === 'image';
}

function unknownForm(path: string, received: string): UserError {
  return new UserError({
    code: 'imagenet/no-source',
    what: `source ${path}`,
    expected: 'a folder of <wnid>.tar, a folder of <wnid>/ folders, or a tar of tars',
    received,
  });
}
