import type { Artifact } from '@batchmates/artifact';
import { readCheckpoint } from '@batchmates/checkpoint';
import { readModel } from '@batchmates/classifier';
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
  const [given, imported] = [false, true].map((isModel) =>
    inputs.checkpoints.filter(({ manifest: { type } }) => (type === 'model') === isModel),
  );
  const checkpoints = await Promise.all(given!.map(({ directory }) => readCheckpoint(directory)));
  const models = await Promise.all(imported!.map(({ directory }) => readModel(directory)));
  const dataset = await openDataset(inputs.dataset.directory);
  const { shelf, networks } = await writeSite(output, {
    ...params,
    dataset,
    checkpoints,
    models,
    note: progress.note,
  });
  return { images: shelf.count, networks: networks.length };
}
