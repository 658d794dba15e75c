import type { Artifact } from '@batchmates/artifact';
import { readCheckpoint } from '@batchmates/checkpoint';
import { openDataset } from '@batchmates/dataset';
import type { StageContext, StageReport } from '@batchmates/stage';
import type { SiteParams } from './site-params.ts';
import { writeSite } from './write-site.ts';

type SiteContext = StageContext<
  SiteParams,
  unknown,
  { readonly checkpoints: readonly Artifact[]; readonly dataset: Artifact }
>;

/** Runs `report/site`. */
export async function runSite({ inputs, params, output, progress }: SiteContext): Promise<StageReport> {
  const checkpoints = await Promise.all(inputs.checkpoints.map(({ directory }) => readCheckpoint(directory)));
  const dataset = await openDataset(inputs.dataset.directory);
  const { shelf, networks } = await writeSite(output, {
    ...params,
    dataset,
    checkpoints,
    note: progress.note,
  });
  return { images: shelf.count, networks: networks.length };
}
