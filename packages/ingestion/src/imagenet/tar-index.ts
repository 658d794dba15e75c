import { open, type FileHandle } from 'node:fs/promises';
import { UserError } from '@batchmates/errors';
import { Header, Pax } from 'tar';

/** A run of bytes of a file. */
export interface Extent {
  readonly path: string;
  readonly start: number;
  readonly bytes: number;
}

/** A regular file within a tar: its name and where its bytes lie. */
export interface TarEntry {
  readonly name: string;
  readonly extent: Extent;
}

const BLOCK = 512;

/**
 * Lists the regular files of an uncompressed tar (a whole file, or an extent of one: a tar within a tar) by reading its headers
 * alone and seeking past the contents. Folders are passed over. Throws a `UserError` for a damaged or truncated tar, for a
 * link or device, and for a name that leads out of the folder (absolute, or with `..`): an archive of images has none.
 */
export async function indexTar(extent: Extent): Promise<TarEntry[]> {
  const handle = await open(extent.path);
  try {
    return await readHeaders(handle, extent);
  } finally {
    await handle.close();
  }
}

/** The whole of a file, as an extent. */
export async function wholeFile(path: string): Promise<Extent> {
  const handle = await open(path);
  try {
    return { path, start: 0, bytes: (await handle.stat()).size };
  } finally {
    await handle.close();
  }
}

async function readHeaders(handle: FileHandle, { path, start, bytes }: Extent): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  const end = start + bytes;
  if (await isGzip(handle, start)) throw gzipped(path);
  let at = start;
  let longName: string | undefined;
  while (at < end) {
    const block = await readBlock(handle, path, at, end);
    if (block.every((byte) => byte === 0)) break;
    const header = parseHeader(block, path, at);
    if (!header.cksumValid) throw damaged(path, `a tar header at byte ${at}`, 'something else');
    const size = header.size ?? 0;
    if (!Number.isSafeInteger(size) || size < 0)
      throw damaged(path, `the size of ${header.path}`, String(size));
    const content = { path, start: at + BLOCK, bytes: size };
    if (content.start + size > end)
      throw damaged(path, `${size} bytes of ${header.path}`, `${end - content.start}`);
    at = content.start + Math.ceil(size / BLOCK) * BLOCK;
    if (header.type === 'NextFileHasLongPath') longName = cString(await readExtentOf(handle, content));
    else if (header.type === 'ExtendedHeader') {
      longName = Pax.parse((await readExtentOf(handle, content)).toString('utf8')).path ?? longName;
    } else if (!PASSED_OVER.has(header.type)) {
      const name = longName ?? header.path ?? '';
      longName = undefined;
      checkSafe(path, name, header);
      if (header.type !== 'Directory') entries.push({ name, extent: content });
    }
  }
  return entries;
}

function parseHeader(block: Buffer, path: string, at: number): Header {
  try {
    return new Header(block);
  } catch (cause) {
    throw damaged(path, `a tar header at byte ${at}`, (cause as Error).message);
  }
}

/** The mistake of a compressed tar, of which no part can be read by itself. */
export function gzipped(path: string): UserError {
  return new UserError({
    code: 'imagenet/gzipped-tar',
    what: `archive ${path}`,
    expected: 'a plain tar, whose images can be read one by one',
    received: 'a gzip file',
    remedy: 'unpack it with tar -xzf into a folder of its own, or make it a plain tar with gunzip',
  });
}

async function isGzip(handle: FileHandle, start: number): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, start);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

/** Headers that describe no entry of their own. */
const PASSED_OVER = new Set<string>(['GlobalExtendedHeader', 'NextFileHasLongLinkpath']);

const REGULAR = new Set<string>(['File', 'OldFile', 'ContiguousFile', 'Directory']);

function checkSafe(path: string, name: string, { type }: Header): void {
  const wrong = !REGULAR.has(type)
    ? `a ${type}`
    : /^([/\\]|[A-Za-z]:)/.test(name)
      ? 'an absolute path'
      : name.split(/[/\\]/).includes('..')
        ? 'a path with ..'
        : undefined;
  if (wrong === undefined) return;
  throw new UserError({
    code: 'imagenet/unsafe-entry',
    what: `entry "${name}" of ${path}`,
    expected: 'a regular file within the archive',
    received: wrong,
    remedy: 'get the archive from its publisher again',
  });
}

async function readBlock(handle: FileHandle, path: string, at: number, end: number): Promise<Buffer> {
  const block = Buffer.alloc(BLOCK);
  const { bytesRead } = await handle.read(block, 0, Math.min(BLOCK, end - at), at);
  if (bytesRead < BLOCK) throw damaged(path, `${BLOCK} bytes at byte ${at}`, `${bytesRead}`);
  return block;
}

async function readExtentOf(handle: FileHandle, { path, start, bytes }: Extent): Promise<Buffer> {
  if (bytes > 2 ** 20) throw damaged(path, 'an entry name', `${bytes} bytes`);
  const buffer = Buffer.alloc(bytes);
  await handle.read(buffer, 0, bytes, start);
  return buffer;
}

function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

function damaged(path: string, expected: string, received: string): UserError {
  return new UserError({
    code: 'imagenet/bad-tar',
    what: `archive ${path}`,
    expected,
    received,
    remedy: 'it is truncated or damaged: get it again',
  });
}
