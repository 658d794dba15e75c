import type { Artifact } from '@batchmates/artifact';
import { openDataset } from '@batchmates/dataset';
import type { StageContext, StageReport } from '@batchmates/stage';
import { readClassifiers } from './read-classifiers.ts';
import type { SiteParams } from './site-params.ts';
import { writeSite } from './write-site.ts';

type SiteContext = StageContext<
  SiteParams,
  unknown,
  { readonly checkpoints: readonly Artifact[]; readonly dataset: Artifact }
>;

/** Runs `report/site`. */
export async function runSite({ inputs, params, output, progress }: SiteContext): Promise<StageReport> {
  const dataset = await openDataset(inputs.dataset.directory);
  const { shelf, networks } = await writeSite(output, {
    ...params,
    dataset,
    ...(await readClassifiers(inputs.checkpoints)),
    note: progress.note,
  });
  return { images: shelf.count, networks: networks.length };
}
