import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactPath, type Artifact } from '@batchmates/artifact';
import { MODEL_DOCUMENT, type Model } from '@batchmates/classifier';
import { count } from '@batchmates/metrics';
import type { SiteNetwork } from '../../site-data.ts';
import type { ArtifactStory } from './shown-artifact.ts';

/** A model of a site, as its playground describes it, and whence it comes. */
export interface ModelSource {
  readonly described: SiteNetwork;
  readonly model: Model;
  readonly artifact: Artifact;
  /** Its number among the networks, from 1. */
  readonly place: number;
}

/** What the first page tells of a model; its description (classes, preprocessing, batch norms) is copied into the site, and its ONNX file is that of the playground. */
export async function modelStory(
  site: string,
  { described, model, artifact, place }: ModelSource,
): Promise<ArtifactStory> {
  const { height, width, channels } = model.input;
  const folder = `network-${place}`;
  const description = `artifacts/${folder}/${MODEL_DOCUMENT}`;
  await mkdir(join(site, 'artifacts', folder), { recursive: true });
  await copyFile(artifactPath(artifact, MODEL_DOCUMENT), join(site, description));
  const norms = model.batchNorms.length;
  const pooled =
    model.population === undefined ? 'running averages of its file' : 'pooled population statistics';
  return {
    title: `Model: ${described.name}`,
    folder,
    facts: [
      ['Network', `${count(model.parameters)} parameters, sees ${height} × ${width} × ${channels}`],
      ['Batch norms', norms === 0 ? 'none' : `${norms}; ${pooled}`],
      ['Training', `elsewhere: imported from ${model.imported.file}`],
    ],
    files: [`playground/${described.file}`, description],
  };
}
