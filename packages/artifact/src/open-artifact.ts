import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError, hasSystemCode, systemReason } from '@batchmates/errors';
import { corruptFile } from './corrupt-file.ts';
import { readRegularFile, UnreadableFile } from './files/regular-file.ts';
import {
  MANIFEST_FILE,
  artifactManifestSchema,
  identityOf,
  type Artifact,
  type ArtifactFile,
  type ArtifactManifest,
} from './manifest.ts';
import { LARGEST_JSON, unsealJson } from './sealed-json.ts';

/**
 * Opens an artifact to list or describe it: checks its manifest against the manifest's own digest, and that every file
 * is there with its recorded size. To compute with its contents, use `openVerified`. Throws a `UserError`
 * (`artifact/missing`, `artifact/corrupt`).
 */
export async function openArtifact(directory: string): Promise<Artifact> {
  const folder = resolve(directory);
  const bytes = await readManifest(folder);
  const manifest = await parseManifest(folder, bytes);
  await Promise.all(manifest.files.map((file) => checkSize(folder, file)));
  return { directory: folder, identity: identityOf(manifest), manifest };
}

/** Absolute path of one of the artifact's files; throws a `UserError` (`artifact/no-such-file`) when it has none of that name. */
export function artifactPath(artifact: Artifact, file: string): string {
  if (!artifact.manifest.files.some(({ path }) => path === file)) {
    throw new UserError({
      code: 'artifact/no-such-file',
      what: `${artifact.manifest.type} artifact ${artifact.directory}`,
      expected: `a file ${file}`,
      received: artifact.manifest.files.map(({ path }) => path).join(', ') || 'no files',
      remedy: 'connect the input to a stage that writes it, or run its stage again',
    });
  }
  return join(artifact.directory, file);
}

async function readManifest(folder: string): Promise<Buffer> {
  try {
    return await readRegularFile(join(folder, MANIFEST_FILE), LARGEST_JSON);
  } catch (cause) {
    if (!(cause instanceof UnreadableFile && cause.absent)) throw cause;
    throw new UserError({
      code: 'artifact/missing',
      what: `no artifact in ${folder}`,
      expected: `a file ${MANIFEST_FILE}`,
      remedy: `run the stage that makes it: npx batchmates run-all ${basename(dirname(folder))}.${basename(folder)}`,
      cause,
    });
  }
}

async function parseManifest(folder: string, bytes: Buffer): Promise<ArtifactManifest> {
  const unsealed = unsealJson(bytes);
  if (!unsealed.intact) throw await corruptFile(folder, { path: MANIFEST_FILE, ...unsealed });
  const parsed = artifactManifestSchema.safeParse(unsealed.value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw await corruptFile(folder, {
    path: MANIFEST_FILE,
    expected: 'an artifact manifest of version 3',
    received: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'another shape'}`,
  });
}

async function checkSize(folder: string, { path, bytes }: ArtifactFile): Promise<void> {
  const expected = `${bytes} bytes`;
  const found = await stat(join(folder, path)).catch(async (cause: unknown) => {
    const absent = hasSystemCode(cause, 'ENOENT') || hasSystemCode(cause, 'ENOTDIR');
    throw await corruptFile(folder, { path, expected, received: absent ? 'no file' : systemReason(cause) });
  });
  if (!found.isFile()) throw await corruptFile(folder, { path, expected, received: 'no regular file' });
  if (found.size !== bytes)
    throw await corruptFile(folder, { path, expected, received: `${found.size} bytes` });
}
