import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, type Artifact } from '@batchmates/artifact';
import { settingsText, type LinkedFile } from '@batchmates/report';

/** An artifact that a site was made from, as its first page shows it. */
export interface ShownArtifact {
  readonly title: string;
  /** E.g. `checkpoint`. */
  readonly type: string;
  /** The stage that made it. */
  readonly stage: string;
  /** sha256 of its record, in hexadecimal. */
  readonly identity: string;
  /** What is known of it, each with a name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What of it can be downloaded. */
  readonly files: readonly LinkedFile[];
  /** What it was made from, the nearest first. */
  readonly madeFrom: readonly Step[];
}

/** An artifact on the way to another. */
export interface Step {
  readonly type: string;
  readonly stage: string;
  readonly identity: string;
  /** Its params in one line. */
  readonly settings: string;
}

/** What is told of an artifact besides its record. */
export interface ArtifactStory extends Pick<ShownArtifact, 'title' | 'facts'> {
  /** Name of its folder in `artifacts/`. */
  readonly folder: string;
  /** Paths of further files of the site, relative to it. */
  readonly files: readonly string[];
}

/**
 * Writes the record of an artifact into the site: its manifest without the name of its instance, which is no part of what it is. The sha256 of that file is
 * the artifact's identity.
 */
export async function showArtifact(
  site: string,
  { artifact: { identity, manifest }, story }: { readonly artifact: Artifact; readonly story: ArtifactStory },
): Promise<ShownArtifact> {
  const { title, folder, facts, files } = story;
  const { instance: _, ...record } = manifest;
  const path = `artifacts/${folder}/record.json`;
  await mkdir(join(site, 'artifacts', folder), { recursive: true });
  await writeFile(join(site, path), canonicalJson(record));
  return {
    ...{ title, identity, facts, type: manifest.type, stage: manifest.stage },
    files: await Promise.all([...files, path].map((each) => linkedFile(site, each))),
    madeFrom: stepsTo(manifest),
  };
}

async function linkedFile(site: string, path: string): Promise<LinkedFile> {
  const parts = path.split('/');
  return {
    href: parts.map(encodeURIComponent).join('/'),
    name: parts.at(-1)!,
    bytes: (await stat(join(site, path))).size,
  };
}

function stepsTo({ inputs, ancestors }: Artifact['manifest']): Step[] {
  const found = new Set(Object.values(inputs).flat());
  // Grows while it is walked through.
  for (const identity of found) {
    for (const before of Object.values(ancestors[identity]?.inputs ?? {}).flat()) found.add(before);
  }
  return [...found].flatMap((identity) => {
    const ancestor = ancestors[identity];
    if (ancestor === undefined) return [];
    const { type, stage, params } = ancestor;
    return [{ type, stage, identity, settings: settingsText(params) }];
  });
}
