import { readdir, stat, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
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
import { placeFolder } from './place-folder.ts';
import { RUN_FILE, startRunRecord } from './run-record.ts';
import { sealJson } from './sealed-json.ts';
import { WrongPayload, refuseUnwritable } from './wrong-payload.ts';

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
 * removed. Throws what `write` throws, and a `WrongPayload` for what it left and no artifact can hold; a full disk becomes a `UserError` (`artifact/disk-full`).
 */
export async function writeArtifact(draft: ArtifactDraft, write: WritePayload): Promise<Artifact> {
  await placeFolder(draft.directory, (sibling) => fill(sibling, draft, write));
  return openArtifact(draft.directory);
}

async function fill(folder: string, draft: ArtifactDraft, write: WritePayload): Promise<void> {
  const finish = startRunRecord();
  const report = (await write(folder)) ?? {};
  refuseUnwritable(report);
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
    if (!entry.isFile()) throw new WrongPayload(`${path}, which is neither a file nor a folder`);
    if (path === MANIFEST_FILE || path === RUN_FILE)
      throw new WrongPayload(`${path}, which is written for it`);
    files.push({ path, bytes: (await stat(absolute)).size, sha256: await digestFile(absolute) });
  }
  return files.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}
