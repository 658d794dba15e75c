import { MODEL_DOCUMENT, type Model } from '@batchmates/classifier';
import { count } from '@batchmates/metrics';
import { copyDescription, type CopiedNetwork } from './copy-description.ts';
import type { ArtifactStory } from './shown-artifact.ts';

/** What the first page tells of a model; its description (classes, preprocessing, batch norms) is copied into the site, and its ONNX file is that of the playground. */
export async function modelStory(
  site: string,
  { model, ...copied }: CopiedNetwork & { readonly model: Model },
): Promise<ArtifactStory> {
  const { height, width, channels } = model.input;
  const norms = model.batchNorms.length;
  const pooled =
    model.population === undefined ? 'running averages of its file' : 'pooled population statistics';
  return {
    ...(await copyDescription(site, { ...copied, kind: 'Model', document: MODEL_DOCUMENT })),
    facts: [
      ['Network', `${count(model.parameters)} parameters, sees ${height} × ${width} × ${channels}`],
      ['Batch norms', norms === 0 ? 'none' : `${norms}; ${pooled}`],
      ['Training', `elsewhere: imported from ${model.imported.file}`],
    ],
  };
}
