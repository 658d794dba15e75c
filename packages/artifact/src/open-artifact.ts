import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError, hasSystemCode } from '@batchmates/errors';
import { digestBytes, digestFile } from './digest.ts';
import { artifactManifestSchema, type Artifact, type ArtifactManifest } from './manifest.ts';

/** Name of the manifest inside an artifact's folder. */
export const MANIFEST_FILE = 'artifact.json';

/**
 * Opens an artifact: reads and checks its manifest, and that every file is there with its recorded size (contents
 * are checked by `verifyArtifact`). Throws a `UserError` (`artifact/missing`, `artifact/corrupt`).
 */
export async function openArtifact(directory: string): Promise<Artifact> {
  const folder = resolve(directory);
  const text = await readManifest(folder);
  const artifact = { directory: folder, identity: digestBytes(text), manifest: parseManifest(folder, text) };
  await Promise.all(artifact.manifest.files.map((file) => checkSize(folder, file)));
  return artifact;
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

/** Hashes every file again; throws a `UserError` (`artifact/corrupt`) that names the first one that differs. */
export async function verifyArtifact(artifact: Artifact): Promise<void> {
  for (const { path, sha256 } of artifact.manifest.files) {
    const found = await digestFile(join(artifact.directory, path));
    if (found !== sha256) throw corrupt(join(artifact.directory, path), `sha256 ${sha256}`, found);
  }
}

async function readManifest(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, MANIFEST_FILE), 'utf8');
  } catch (cause) {
    if (!hasSystemCode(cause, 'ENOENT') && !hasSystemCode(cause, 'ENOTDIR')) throw cause;
    throw new UserError({
      code: 'artifact/missing',
      what: `no artifact in ${folder}`,
      expected: `a file ${MANIFEST_FILE}`,
      remedy: 'run the stage that makes it: npx nx run <pipeline>.<stage>:run',
      cause,
    });
  }
}

function parseManifest(folder: string, text: string): ArtifactManifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw corrupt(join(folder, MANIFEST_FILE), 'JSON', 'something else', cause);
  }
  const parsed = artifactManifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw corrupt(
    join(folder, MANIFEST_FILE),
    'an artifact manifest of version 1',
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'another shape'}`,
    parsed.error,
  );
}

async function checkSize(folder: string, file: { path: string; bytes: number }): Promise<void> {
  const path = join(folder, file.path);
  const found = await stat(path).catch((cause: unknown) => {
    if (hasSystemCode(cause, 'ENOENT')) throw corrupt(path, `${file.bytes} bytes`, 'no file', cause);
    throw cause;
  });
  if (found.size !== file.bytes) throw corrupt(path, `${file.bytes} bytes`, `${found.size} bytes`);
}

function corrupt(path: string, expected: string, received: string, cause?: unknown): UserError {
  return new UserError({
    code: 'artifact/corrupt',
    what: path,
    expected,
    received,
    remedy: 'delete the folder and run its stage again',
    cause,
  });
}
