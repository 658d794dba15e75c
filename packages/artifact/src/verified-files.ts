import { existsSync, type BigIntStats } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemFailure } from '@batchmates/errors';
import { z } from 'zod';
import { readRegularFile } from './files/regular-file.ts';
import { writeWholeFile } from './files/write-whole-file.ts';
import { sealJson, unsealJson } from './sealed-json.ts';

/** Files whose contents were hashed before, so that twenty evaluations of one data set hash it once. */
export interface VerifiedFiles {
  /** Whether the file at `path`, in the state `now`, was found to have this sha256. */
  knows(path: string, now: BigIntStats, sha256: string): boolean;
  /** Remembers that the file had this sha256; `before` is its state from before it was read. */
  add(path: string, before: BigIntStats, sha256: string): void;
  /** Writes what was added, beside what other processes wrote meanwhile; where that cannot be written, it is not remembered. */
  save(): Promise<void>;
}

const entrySchema = z.strictObject({
  inode: z.string(),
  size: z.string(),
  mtimeNs: z.string(),
  ctimeNs: z.string(),
  sha256: z.string(),
});
const recordSchema = z.record(z.string(), entrySchema);

type Entry = z.infer<typeof entrySchema>;

/**
 * Opens the record in `file`. It only saves time: one that is absent, damaged (it carries a digest of itself) or
 * overwritten by another process loses entries, and files are hashed again.
 */
export async function openVerifiedFiles(file: string): Promise<VerifiedFiles> {
  const known = await read(file);
  const added: Record<string, Entry> = {};
  return {
    knows(path, now, sha256) {
      const entry = added[path] ?? known[path];
      return entry !== undefined && sealJson(entry) === sealJson(entryOf(now, sha256));
    },
    add(path, before, sha256) {
      if (isSettled(before)) added[path] = entryOf(before, sha256);
    },
    async save() {
      if (Object.keys(added).length === 0) return;
      const present = Object.entries({ ...(await read(file)), ...added }).filter(([path]) =>
        existsSync(path),
      );
      await write(file, sealJson({ files: Object.fromEntries(present) })).catch((error: unknown) => {
        if (systemFailure(error) === undefined) throw error;
      });
    },
  };
}

/** Time in ms within which a file system may give two changes of a file the same times (FAT: 2 s). */
const RESOLUTION = 2000;

/** Whether a change after `stats` was taken is certain to show in the file's times. */
function isSettled({ ctimeMs }: BigIntStats): boolean {
  return Date.now() - Number(ctimeMs) > RESOLUTION;
}

function entryOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats, sha256: string): Entry {
  return { inode: `${ino}`, size: `${size}`, mtimeNs: `${mtimeNs}`, ctimeNs: `${ctimeNs}`, sha256 };
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeWholeFile(file, text);
}

async function read(file: string): Promise<Readonly<Record<string, Entry>>> {
  const bytes = await readRegularFile(file).catch(() => undefined);
  const unsealed = bytes === undefined ? undefined : unsealJson(bytes);
  if (unsealed?.intact !== true) return {};
  return recordSchema.safeParse(unsealed.value['files']).data ?? {};
}
