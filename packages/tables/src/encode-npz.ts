import { buffer } from 'node:stream/consumers';
import { encodeNpy, type NpyValue } from './formats/encode-npy.ts';

/**
 * Values by name as the bytes of an `.npz`, which `numpy.load` opens without pickling. Equal values give equal bytes.
 */
export async function encodeNpz(values: Readonly<Record<string, NpyValue>>): Promise<Uint8Array> {
  const { ZipFile } = await import('yazl');
  const archive = new ZipFile();
  // Near the first day of ZIP, whose times know no time zones: an archive tells nothing of when it was written.
  const mtime = new Date(1980, 0, 2);
  for (const [name, value] of Object.entries(values)) {
    archive.addBuffer(encodeNpy(value), `${name}.npy`, { mtime, forceDosTimestamp: true });
  }
  archive.end();
  return buffer(archive.outputStream);
}
