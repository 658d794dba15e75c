import { Header, Pax, type HeaderData } from 'tar';

/** What a tar says of an entry: its name at least, its type where it is not a regular file, its size where that is a lie. */
export type EntryHeader = Pick<HeaderData, 'type' | 'linkpath' | 'size'> & { readonly path: string };

/** A tar in memory; entries are names or headers with contents. */
export function tarOf(entries: Iterable<readonly [string | EntryHeader, Uint8Array]>): Buffer {
  const blocks: Uint8Array[] = [];
  for (const [entry, content] of entries) {
    const facts = { mode: 0o644, mtime: new Date(0), size: content.length };
    const named = typeof entry === 'string' ? { path: entry } : entry;
    const header = new Header({ type: 'File', ...facts, ...named });
    const block = Buffer.alloc(512);
    // A name that is too long for the header stands in an entry before it.
    if (header.encode(block)) blocks.push(new Pax({ path: named.path }).encode());
    blocks.push(block, content, Buffer.alloc(-content.length & 511));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
