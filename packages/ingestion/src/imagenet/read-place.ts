import { open, readFile, type FileHandle } from 'node:fs/promises';
import { match } from 'ts-pattern';
import { BadImage } from '../images/bad-image.ts';
import type { ImagePlace } from './open-source.ts';

/** Reads images from files and tars; keeps the tars open until it is closed. */
export class PlaceReader {
  readonly #handles = new Map<string, Promise<FileHandle>>();

  /** The bytes of an image. Throws `BadImage` when the file ends before them. */
  async read(place: ImagePlace): Promise<Uint8Array> {
    return match(place)
      .with({ kind: 'file' }, ({ path }) => readFile(path))
      .with({ kind: 'entry' }, async ({ extent: { path, start, bytes } }) => {
        const buffer = Buffer.allocUnsafeSlow(bytes);
        const { bytesRead } = await (await this.#open(path)).read(buffer, 0, bytes, start);
        if (bytesRead < bytes) throw new BadImage(`${path} ends before it`);
        return buffer;
      })
      .exhaustive();
  }

  /** Closes the tars. */
  async close(): Promise<void> {
    for (const handle of this.#handles.values()) await (await handle).close();
    this.#handles.clear();
  }

  #open(path: string): Promise<FileHandle> {
    const known = this.#handles.get(path) ?? open(path);
    this.#handles.set(path, known);
    return known;
  }
}
