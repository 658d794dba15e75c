import { z } from 'zod';
import { digestValue } from './digest.ts';

/** One file of an artifact's payload; `path` is relative to the artifact's folder, with `/`. */
export const artifactFileSchema = z.strictObject({
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Name of the manifest inside an artifact's folder. */
export const MANIFEST_FILE = 'artifact.json';

/** An artifact on the way to another: which stage made it, with which params, from which artifacts. */
export const ancestorSchema = z.strictObject({
  type: z.string(),
  stage: z.string(),
  params: z.record(z.string(), z.unknown()),
  inputs: z.record(z.string(), z.array(z.string())),
});

/**
 * `artifact.json`: what the artifact is and what it was made from. Deterministic, so that equal work gives an
 * equal file; the sha256 of all but the instance's name is the artifact's identity. Timings and host facts go to `run.json`, never here. On disk it
 * has one more member, `digest`, by which a change of the file itself is noticed.
 */
export const artifactManifestSchema = z.strictObject({
  /** Artifact type: `dataset`, `checkpoint`, `results`, `report`, or a third party's own. */
  type: z.string(),
  schemaVersion: z.literal(3),
  /** The stage that made it, e.g. `trainer/train`. */
  stage: z.string(),
  /** The stage instance's name in its pipeline, e.g. `train.balanced`. */
  instance: z.string(),
  /** The matrix values that distinguish this instance, e.g. `{ batching: 'balanced' }`. */
  variant: z.record(z.string(), z.unknown()),
  params: z.record(z.string(), z.unknown()),
  /** Identities (sha256) of the artifacts read, by input name. */
  inputs: z.record(z.string(), z.array(z.string())),
  /** Everything it was made from, directly or not, by identity: see `originOf`. */
  ancestors: z.record(z.string(), ancestorSchema),
  files: z.array(artifactFileSchema),
});

export type Ancestor = z.infer<typeof ancestorSchema>;
export type ArtifactFile = z.infer<typeof artifactFileSchema>;
export type ArtifactManifest = z.infer<typeof artifactManifestSchema>;

/** An artifact found on disk. */
export interface Artifact {
  /** Absolute path of its folder. */
  readonly directory: string;
  /** See `identityOf`. */
  readonly identity: string;
  readonly manifest: ArtifactManifest;
}

/**
 * What an artifact is, wherever it stands: the sha256 (hexadecimal) of the canonical JSON of its manifest without the name of
 * the instance.
 */
export function identityOf({ instance: _, ...manifest }: ArtifactManifest): string {
  return digestValue(manifest);
}

/** Size of everything that a stage left in an artifact, bytes. */
export function payloadBytes({ manifest }: Pick<Artifact, 'manifest'>): number {
  return manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
}
