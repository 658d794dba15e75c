import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import type { Column, TableContent, Wanted } from '../table.ts';
import { decodeNpy } from './npy.ts';

/**
 * Reads an `.npz` of `numpy.savez` or `savez_compressed`: each array is a column. Throws an `Error` when the archive or a wanted array is damaged: its
 * checksums are compared.
 */
export async function readNpz(bytes: Buffer, wanted: Wanted): Promise<TableContent> {
  const archive = await fromBufferPromise(bytes, { lazyEntries: true });
  const names: string[] = [];
  const columns = new Map<string, Column>();
  for await (const entry of archive.eachEntry()) {
    if (!entry.fileName.endsWith('.npy')) continue;
    const name = entry.fileName.slice(0, -'.npy'.length);
    names.push(name);
    if (wanted(name)) columns.set(name, decodeNpy(await contentOf(archive, entry, bytes.length), name));
  }
  return { names, columns };
}

/** What Deflate makes of a byte at most: an entry that claims more is damaged, and would take memory that no array needs. */
const DEFLATE_MOST = 1032;

async function contentOf(archive: ZipFile, entry: Entry, available: number): Promise<Buffer> {
  const { fileName, compressedSize, uncompressedSize } = entry;
  if (compressedSize > available || uncompressedSize > compressedSize * DEFLATE_MOST)
    throw new Error(`array ${fileName} claims ${uncompressedSize} bytes in ${compressedSize}`);
  const content = await buffer(await archive.openReadStreamPromise(entry));
  if (crc32(content) !== entry.crc32)
    throw new Error(`array ${fileName} is damaged: its checksum is another`);
  return content;
}
