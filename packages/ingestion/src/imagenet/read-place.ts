import { match } from 'ts-pattern';
import { openRegularFile, type RegularFile } from '../files/regular-file.ts';
import { checkFileSize, type ImageLimits } from '../images/image-limits.ts';
import { readImageFile } from '../images/read-image-file.ts';
import type { ImagePlace } from '../images/image-place.ts';

/** Reads images from files and tars; keeps the tars open until it is closed. */
export class PlaceReader {
  readonly #tars = new Map<string, Promise<RegularFile>>();

  /** The bytes of an image. Throws `LargeImage` before it takes memory for them, `UnreadableFile` when they are not there. */
  async read(place: ImagePlace, limits: ImageLimits): Promise<Uint8Array> {
    return match(place)
      .with({ kind: 'file' }, ({ path }) => readImageFile(path, limits))
      .with({ kind: 'entry' }, async ({ extent: { path, start, bytes } }) => {
        checkFileSize(bytes, limits);
        return (await this.#open(path)).read(start, bytes);
      })
      .exhaustive();
  }

  /** Closes the tars. */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#tars.values());
    this.#tars.clear();
    for (const tar of opened) if (tar.status === 'fulfilled') await tar.value.close();
  }

  #open(path: string): Promise<RegularFile> {
    const known = this.#tars.get(path) ?? openRegularFile(path);
    this.#tars.set(path, known);
    return known;
  }
}
