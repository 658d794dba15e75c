import { basename } from 'node:path';
import { kindOfName } from '../images/image-names.ts';
import { unread, type LeftOut } from '../images/left-out.ts';
import type { SourceImage } from './source-image.ts';
import type { TarEntry } from './tar-index.ts';

/**
 * The images of a tar, sorted by name; names start in the folder that all of them are in. What is not taken is added to `left`. Of two
 * entries with one name the last counts, as where a tar is unpacked.
 */
export function imagesOfTar(entries: readonly TarEntry[], left: LeftOut[]): SourceImage[] {
  const images = new Map<string, TarEntry>();
  for (const entry of entries) {
    const name = entry.name.replace(/^(\.\/)+/, '');
    if (basename(name).startsWith('.')) left.push({ file: name, reason: 'hidden', image: false });
    else if (kindOfName(name) !== 'image') left.push(unread(name));
    else if (images.has(name)) {
      left.push({ file: name, reason: 'replaced by a later entry of its name', image: false });
      images.set(name, entry);
    } else images.set(name, entry);
  }
  const names = [...images.keys()].sort();
  const start = commonFolder(names).length;
  return names.map((name) => ({
    name: name.slice(start),
    place: { kind: 'entry', extent: images.get(name)!.extent },
  }));
}

/** The folders with which all names begin, e.g. `train/n01440764/`; names are sorted, so that the first and the last tell. */
function commonFolder(names: readonly string[]): string {
  const [first = '', last = ''] = [names[0], names.at(-1)];
  let length = 0;
  while (length < first.length && first[length] === last[length]) length++;
  return first.slice(0, first.lastIndexOf('/', length - 1) + 1);
}
