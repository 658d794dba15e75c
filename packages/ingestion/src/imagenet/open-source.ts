import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { kindOfName } from '../images/image-names.ts';
import type { LeftOut } from '../images/left-out.ts';
import { listEntries, listImageFiles } from '../images/list-files.ts';
import { gzipped, indexTar, wholeFile, type Extent, type TarEntry } from './tar-index.ts';

/** An image of a class: its name and where its bytes lie. */
export interface SourceImage {
  /** File name from the class's folder, e.g. `n01440764_10026.JPEG`; without folders in a tar. */
  readonly name: string;
  readonly place: ImagePlace;
}

/** A file of its own, or an entry of a tar. */
export type ImagePlace =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'entry'; readonly extent: Extent };

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
 * Opens a split in any form ILSVRC ships: a folder of `<wnid>.tar`, a folder of `<wnid>/`, a tar of `<wnid>.tar`, or (with
 * `labels`) a flat folder or tar of images. Links are followed. Throws a `UserError` when it is none of these.
 */
export async function openSource(path: string, labels?: FlatLabels): Promise<ImageSource> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) throw unknownForm(path, 'nothing there');
  return facts.isDirectory() ? openFolder(path, labels) : openTar(path, labels);
}

async function openFolder(path: string, labels: FlatLabels | undefined): Promise<ImageSource> {
  const entries = await listEntries(path);
  const left = [...entries.left];
  const tars = entries.files.filter(isTar);
  const folders = entries.folders.filter(isWnid);
  const images = entries.files.filter(isImage);
  // Where both are, an unpacked tar here or there does not make the others go away; tars are faster to read.
  if (tars.length > 0 && tars.length >= folders.length) {
    const classes = tars.map(
      (name) => [wnidOf(name), async () => tarImages(await wholeFile(join(path, name)))] as const,
    );
    return byClass(path, unique(path, classes), left);
  }
  if (folders.length > 0) {
    const classes = folders.map((wnid) => [wnid, () => folderImages(path, wnid, left)] as const);
    return byClass(path, new Map(classes), left);
  }
  if (images.length > 0) return flat(path, filesAt(path, images), labels);
  const compressed = entries.files.find((name) => /^n\d{8}\.(tar\.gz|tgz)$/i.test(name));
  if (compressed !== undefined) throw gzipped(join(path, compressed));
  throw unknownForm(path, 'a folder with neither tars, nor <wnid> folders, nor images');
}

async function openTar(path: string, labels: FlatLabels | undefined): Promise<ImageSource> {
  const entries = await indexTar(await wholeFile(path));
  const tars = entries.filter(({ name }) => isTar(name));
  if (tars.length > 0) {
    return byClass(
      path,
      unique(
        path,
        tars.map(({ name, extent }) => [wnidOf(name), () => tarImages(extent)]),
      ),
    );
  }
  const images = entryImages(entries);
  if (images.length > 0) return flat(path, images, labels);
  throw unknownForm(path, 'a tar with neither tars nor images');
}

type ListImages = () => Promise<readonly SourceImage[]>;

function byClass(
  path: string,
  classes: ReadonlyMap<string, ListImages>,
  left: readonly LeftOut[] = [],
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
        });
      }
      return list();
    },
  };
}

function flat(path: string, images: readonly SourceImage[], labels: FlatLabels | undefined): ImageSource {
  if (labels === undefined) {
    throw new UserError({
      code: 'imagenet/no-labels',
      what: `source ${path}`,
      expected: 'groundTruth and synsets beside a flat folder of images',
      received: 'images without classes',
    });
  }
  const wnids = labels(images.map(({ name }) => name));
  const classes = new Map<string, SourceImage[]>();
  images.forEach((image, index) =>
    classes.set(wnids[index]!, [...(classes.get(wnids[index]!) ?? []), image]),
  );
  return byClass(path, new Map([...classes].map(([wnid, members]) => [wnid, async () => members])));
}

async function tarImages(extent: Extent): Promise<SourceImage[]> {
  return entryImages(await indexTar(extent));
}

/** The images of a class's folder; what is not taken is added to `left`. */
async function folderImages(path: string, wnid: string, left: LeftOut[]): Promise<SourceImage[]> {
  const listed = await listImageFiles(join(path, wnid));
  left.push(...listed.left.map((each) => ({ ...each, file: `${wnid}/${each.file}` })));
  return filesAt(join(path, wnid), listed.images);
}

function filesAt(folder: string, names: readonly string[]): SourceImage[] {
  return sorted(names.map((name) => ({ name, place: { kind: 'file', path: join(folder, name) } })));
}

function entryImages(entries: readonly TarEntry[]): SourceImage[] {
  const images = entries.filter(({ name }) => isImage(name));
  return sorted(
    images.map(({ name, extent }) => ({ name: basename(name), place: { kind: 'entry', extent } })),
  );
}

function sorted(images: SourceImage[]): SourceImage[] {
  return images.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
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
  });
}

function wnidOf(name: string): string {
  return basename(name).replace(/\.tar$/i, '');
}

function isTar(name: string): boolean {
  return isWnid(wnidOf(name)) && /\.tar$/i.test(name);
}

function isWnid(name: string): boolean {
  return /^n\d{8}$/.test(name);
}

function isImage(name: string): boolean {
  return !basename(name).startsWith('.') && kindOfName(name) === 'image';
}

function unknownForm(path: string, received: string): UserError {
  return new UserError({
    code: 'imagenet/no-source',
    what: `source ${path}`,
    expected: 'a folder of <wnid>.tar, a folder of <wnid>/ folders, or a tar of tars',
    received,
  });
}
