import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { corruptFile } from './corrupt-file.ts';
import { digestFile } from './digest.ts';
import { readRegularFile, UnreadableFile } from './files/regular-file.ts';
import { MANIFEST_FILE, type Artifact, type ArtifactFile } from './manifest.ts';
import { openArtifact } from './open-artifact.ts';
import { RUN_FILE } from './run-record.ts';
import { LARGEST_JSON, unsealJson } from './sealed-json.ts';
import type { VerifiedFiles } from './verified-files.ts';

/**
 * Opens an artifact to compute with it: `openArtifact`, then `verifyArtifact`. Throws a `UserError`
 * (`artifact/missing`, `artifact/corrupt`).
 */
export async function openVerified(directory: string, remembered?: VerifiedFiles): Promise<Artifact> {
  const artifact = await openArtifact(directory);
  await verifyArtifact(artifact, remembered);
  return artifact;
}

/**
 * Compares every file of the artifact with what was written: sha256 and size of the payload, the digest of `run.json`,
 * and that no file is there which the manifest does not list. Files that `remembered` knows in their present state are
 * not read again. Throws a `UserError` (`artifact/corrupt`) about the first difference.
 */
export async function verifyArtifact(artifact: Artifact, remembered?: VerifiedFiles): Promise<void> {
  await checkRunRecord(artifact.directory);
  await checkUnlisted(artifact);
  for (const file of artifact.manifest.files) await checkContents(artifact.directory, file, remembered);
}

async function checkRunRecord(folder: string): Promise<void> {
  const bytes = await readRegularFile(join(folder, RUN_FILE), LARGEST_JSON).catch(async (cause: unknown) => {
    if (!(cause instanceof UnreadableFile)) throw cause;
    const received = cause.absent ? 'no file' : cause.reason;
    throw await corruptFile(folder, { path: RUN_FILE, expected: 'a run record', received });
  });
  const unsealed = unsealJson(bytes);
  if (!unsealed.intact) throw await corruptFile(folder, { path: RUN_FILE, ...unsealed });
}

/** Some readers take every shard in the folder, so a file too many is as wrong as one too few. */
async function checkUnlisted({ directory, manifest }: Artifact): Promise<void> {
  const listed = new Set([MANIFEST_FILE, RUN_FILE, ...manifest.files.map(({ path }) => path)]);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory() || OF_FILE_MANAGERS.has(entry.name)) continue;
    const path = relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (!listed.has(path))
      throw await corruptFile(directory, { path, expected: 'no such file in the artifact', received: 'one' });
  }
}

/** What the file managers of macOS and Windows leave in folders that they show. */
const OF_FILE_MANAGERS = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

async function checkContents(
  folder: string,
  { path, bytes, sha256 }: ArtifactFile,
  remembered: VerifiedFiles | undefined,
): Promise<void> {
  const file = join(folder, path);
  const before = await stat(file, { bigint: true });
  if (before.size !== BigInt(bytes))
    throw await corruptFile(folder, {
      path,
      expected: `${bytes} bytes`,
      received: `${before.size} bytes`,
    });
  if (remembered?.knows(file, before, sha256) === true) return;
  const received = await digestFile(file);
  if (received !== sha256) throw await corruptFile(folder, { path, expected: `sha256 ${sha256}`, received });
  remembered?.add(file, before, sha256);
}
