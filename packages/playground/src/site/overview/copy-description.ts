import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactPath, type Artifact } from '@batchmates/artifact';
import type { SiteNetwork } from '../../site-data.ts';
import type { ArtifactStory } from './shown-artifact.ts';

/** A network or model of a site, as its playground describes it, and whence it comes. */
export interface CopiedNetwork {
  readonly described: SiteNetwork;
  readonly artifact: Artifact;
  /** Its number among the networks, from 1. */
  readonly place: number;
}

/** What is copied, and what it is called. */
export interface CopiedDescription extends CopiedNetwork {
  readonly kind: 'Network' | 'Model';
  /** The file of the artifact that describes it. */
  readonly document: string;
}

/** Copies the description of a network into the site; what is told of it but for its facts. */
export async function copyDescription(
  site: string,
  { described, artifact, place, kind, document }: CopiedDescription,
): Promise<Omit<ArtifactStory, 'facts'>> {
  const folder = `network-${place}`;
  const description = `artifacts/${folder}/${document}`;
  await mkdir(join(site, 'artifacts', folder), { recursive: true });
  await copyFile(artifactPath(artifact, document), join(site, description));
  return {
    title: `${kind}: ${described.name}`,
    folder,
    files: [`playground/${described.file}`, description],
  };
}
