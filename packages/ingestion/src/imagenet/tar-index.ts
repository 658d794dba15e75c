import { UserError } from '@batchmates/errors';
import { Header, Pax, type HeaderData } from 'tar';
import { withRegularFile, type RegularFile } from '../files/regular-file.ts';
import type { Extent } from '../images/image-place.ts';

/** A regular file within a tar: its name and where its bytes lie. */
export interface TarEntry {
  readonly name: string;
  readonly extent: Extent;
}

const BLOCK = 512;

/** More bytes than any name in a header of its own has. */
const LONGEST_NAME = 2 ** 20;

/**
 * Lists the regular files of an uncompressed tar (the whole file of this path, or an extent of one: a tar within a tar) by reading its headers
 * alone and seeking past the contents. Folders are passed over. Throws a `UserError` for a damaged or truncated tar, for a
 * link or device, and for a name that leads out of the folder (absolute, or with `..`): an archive of images has none.
 */
export async function indexTar(tar: string | Extent): Promise<TarEntry[]> {
  return withRegularFile(typeof tar === 'string' ? tar : tar.path, (file) =>
    readHeaders(file, typeof tar === 'string' ? { path: tar, start: 0, bytes: file.bytes } : tar),
  );
}

async function readHeaders(file: RegularFile, { path, start, bytes }: Extent): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  const end = start + bytes;
  let at = start;
  // What an entry before the next one says of it, as there is no room in its own header.
  let extended: Extended = {};
  while (at < end) {
    if (end - at < BLOCK) throw await noHeader(file, at, end);
    const block = await file.read(at, BLOCK);
    if (block.every((byte) => byte === 0)) break;
    const header = parseHeader(block, extended);
    if (header === undefined) throw await noHeader(file, at, end);
    const size = header.size ?? (header.type === 'Directory' ? 0 : NaN);
    const content = { path, start: at + BLOCK, bytes: size };
    if (!(Number.isSafeInteger(size) && size >= 0 && size <= end - content.start))
      throw damaged(
        path,
        `${size} bytes of ${header.path ?? ''} at byte ${content.start}`,
        `${end - content.start}`,
      );
    at = content.start + Math.ceil(size / BLOCK) * BLOCK;
    if (header.type === 'NextFileHasLongPath')
      extended = { ...extended, path: cString(await readName(file, content)) };
    else if (header.type === 'ExtendedHeader')
      extended = { ...extended, ...parsePax(await readName(file, content), path) };
    else if (!PASSED_OVER.has(header.type)) {
      const name = extended.path ?? header.path ?? '';
      extended = {};
      checkSafe(path, name, header);
      if (header.type !== 'Directory') entries.push({ name, extent: content });
    }
  }
  if (extended.path !== undefined || extended.size !== undefined)
    throw damaged(path, 'an entry after the header that extends it', 'the end');
  return entries;
}

/** Name and size of an entry, where its own header has no room for them. */
type Extended = Pick<HeaderData, 'path' | 'size'>;

/** The header in a block; `undefined` when there is none: its sum is wrong, or a number in it cannot be read. */
function parseHeader(block: Buffer, extended: Extended): Header | undefined {
  try {
    const header = new Header(block, 0, extended);
    return header.cksumValid ? header : undefined;
  } catch {
    return undefined;
  }
}

function parsePax(bytes: Buffer, path: string): Extended {
  try {
    const pax = Pax.parse(bytes.toString('utf8'));
    return {
      ...(pax.path !== undefined && { path: pax.path }),
      ...(pax.size !== undefined && { size: pax.size }),
    };
  } catch (cause) {
    throw damaged(path, 'an extended header', (cause as Error).message);
  }
}

/** The mistake of a file in which no header stands where one should. */
async function noHeader(file: RegularFile, at: number, end: number): Promise<UserError> {
  const [first, second] = await file.read(at, Math.min(2, end - at));
  if (first === 0x1f && second === 0x8b) return gzipped(file.path);
  const left = end - at;
  return damaged(
    file.path,
    `a tar header of ${BLOCK} bytes at byte ${at}`,
    left < BLOCK ? `${left} bytes` : 'something else',
  );
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

async function readName(file: RegularFile, { path, start, bytes }: Extent): Promise<Buffer> {
  if (bytes > LONGEST_NAME) throw damaged(path, 'the name of an entry', `${bytes} bytes`);
  return file.read(start, bytes);
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
