import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError, hasSystemCode, invariant } from '@batchmates/errors';
import { digestFile } from './digest.ts';
import { openArtifact } from './open-artifact.ts';
import {
  MANIFEST_FILE,
  artifactManifestSchema,
  type Artifact,
  type ArtifactFile,
  type ArtifactManifest,
} from './manifest.ts';
import { ancestorsAfter } from './origin.ts';
import { RUN_FILE, startRunRecord } from './run-record.ts';
import { sealJson } from './sealed-json.ts';

/** An artifact about to be written. */
export interface ArtifactDraft {
  /** Where it will stand; an artifact already there is replaced when the new one is whole. */
  readonly directory: string;
  readonly manifest: Omit<ArtifactManifest, 'schemaVersion' | 'ancestors' | 'files'>;
  /** The artifacts that it is made from, those of `manifest.inputs`. */
  readonly from?: readonly Artifact[];
  /** Facts for `run.json` known before the run, e.g. the cache inputs. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Fills the payload folder; what it returns goes to `run.json` as `report`. */
export type WritePayload = (folder: string) => Promise<Readonly<Record<string, unknown>> | void>;

/**
 * Writes an artifact whole or not at all: `write` fills a temporary sibling of `directory`, its files are hashed,
 * `artifact.json` and `run.json` are added, and the sibling is renamed into place. When anything throws, the
 * sibling is removed and what stood at `directory` before still stands. Siblings left by killed processes are
 * removed. Throws what `write` throws; a full disk becomes a `UserError` (`artifact/disk-full`).
 */
export async function writeArtifact(draft: ArtifactDraft, write: WritePayload): Promise<Artifact> {
  const directory = resolve(draft.directory);
  try {
    await mkdir(dirname(directory), { recursive: true });
    await removeLeftovers(directory);
    const sibling = siblingOf(directory);
    try {
      await mkdir(sibling);
      await fill(sibling, draft, write);
      await replace(directory, sibling);
    } finally {
      await rm(sibling, { recursive: true, force: true });
    }
  } catch (error) {
    throw asDiskFull(error, directory);
  }
  return openArtifact(directory);
}

async function fill(folder: string, draft: ArtifactDraft, write: WritePayload): Promise<void> {
  const finish = startRunRecord();
  const report = (await write(folder)) ?? {};
  const manifest = artifactManifestSchema.parse({
    ...draft.manifest,
    schemaVersion: 3,
    ancestors: ancestorsAfter(draft.from ?? []),
    files: await describeFiles(folder),
  });
  await writeFile(join(folder, MANIFEST_FILE), sealJson(manifest));
  await writeFile(join(folder, RUN_FILE), sealJson({ ...draft.facts, ...finish(report) }));
}

async function describeFiles(folder: string): Promise<ArtifactFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: ArtifactFile[] = [];
  for (const entry of entries.filter((each) => !each.isDirectory())) {
    const absolute = join(entry.parentPath, entry.name);
    const path = relative(folder, absolute).split(sep).join('/');
    invariant(entry.isFile(), `payload ${path} is neither a file nor a folder`);
    invariant(path !== MANIFEST_FILE && path !== RUN_FILE, `a stage must not write ${path} itself`);
    files.push({ path, bytes: (await stat(absolute)).size, sha256: await digestFile(absolute) });
  }
  return files.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

async function replace(directory: string, whole: string): Promise<void> {
  const former = siblingOf(directory);
  // A folder cannot be renamed onto a non-empty one, so the former artifact steps aside first.
  const stepped = await rename(directory, former).then(
    () => true,
    (error: unknown) => {
      if (hasSystemCode(error, 'ENOENT')) return false;
      throw error;
    },
  );
  try {
    await rename(whole, directory);
  } catch (error) {
    if (stepped) await rename(former, directory);
    throw error;
  }
  await rm(former, { recursive: true, force: true });
}

function siblingOf(directory: string): string {
  return join(
    dirname(directory),
    `.${basename(directory)}.partial-${process.pid}-${randomUUID().slice(0, 8)}`,
  );
}

async function removeLeftovers(directory: string): Promise<void> {
  const prefix = `.${basename(directory)}.partial-`;
  for (const name of await readdir(dirname(directory))) {
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    await rm(join(dirname(directory), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: alive, but another user's.
    return hasSystemCode(error, 'EPERM');
  }
}

function asDiskFull(error: unknown, directory: string): unknown {
  if (!hasSystemCode(error, 'ENOSPC') && !hasSystemCode(error, 'EDQUOT')) return error;
  return new UserError({
    code: 'artifact/disk-full',
    what: `writing ${directory}`,
    expected: 'room on the disk',
    received: 'none left',
    remedy: 'free some (npx nx reset empties the cache) and run again; nothing half-written was kept',
    cause: error,
  });
}
