import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jpeg } from '../images/image-files.ts';
import { tarOf } from '../tar-of.ts';

/** Images by class: wnid to file name to bytes. */
export type Classes = ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;

/** `count` classes with `images` small JPEGs each; colours tell classes and images apart. */
export async function tinyClasses(count: number, images: number, prefix = ''): Promise<Classes> {
  const classes = new Map<string, Map<string, Uint8Array>>();
  for (let index = 0; index < count; index++) {
    const wnid = wnidOf(index);
    const files = new Map<string, Uint8Array>();
    for (let image = 0; image < images; image++) {
      files.set(
        `${prefix}${wnid}_${image}.JPEG`,
        await jpeg([20 + 20 * (index % 10), 40 * (image % 6), 128]),
      );
    }
    classes.set(wnid, files);
  }
  return classes;
}

/** `n00000007`. */
export function wnidOf(index: number): string {
  return `n${String(index).padStart(8, '0')}`;
}

/** Writes one `<wnid>.tar` for each class. */
export async function writeTars(folder: string, classes: Classes): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [wnid, files] of classes) await writeFile(join(folder, `${wnid}.tar`), tarOf(files));
}

/** Writes one `<wnid>/` folder for each class. */
export async function writeFolders(folder: string, classes: Classes): Promise<void> {
  for (const [wnid, files] of classes) {
    await mkdir(join(folder, wnid), { recursive: true });
    for (const [name, bytes] of files) await writeFile(join(folder, wnid, name), bytes);
  }
}

/** Writes one tar of `<wnid>.tar`. */
export async function writeTarOfTars(path: string, classes: Classes): Promise<void> {
  const tars = [...classes].map(([wnid, files]) => [`${wnid}.tar`, tarOf(files)] as const);
  await writeFile(path, tarOf(tars));
}
