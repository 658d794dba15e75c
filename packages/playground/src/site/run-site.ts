import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { openDataset, type Dataset } from '@batchmates/dataset';
import type { StageContext, StageReport } from '@batchmates/stage';
import { modelStory } from './overview/model-story.ts';
import { networkStory } from './overview/network-story.ts';
import { renderOverview } from './overview/overview-page.tsx';
import { copyReport } from './overview/report-copy.ts';
import { showArtifact, type ArtifactStory, type ShownArtifact } from './overview/shown-artifact.ts';
import { readClassifiers } from './read-classifiers.ts';
import { PLAYGROUND_FOLDER, SITE_PAGE } from './site-layout.ts';
import type { SiteParams } from './site-params.ts';
import { writePlayground } from './write-playground.ts';

type SiteContext = StageContext<
  SiteParams,
  unknown,
  {
    readonly checkpoints: readonly Artifact[];
    readonly dataset: Artifact;
    readonly report: Artifact | undefined;
  }
>;

/** Runs `report/site`. */
export async function runSite({ inputs, params, output, progress }: SiteContext): Promise<StageReport> {
  const { checkpoints, models, artifacts: networks } = await readClassifiers(inputs.checkpoints);
  const dataset = await openDataset(inputs.dataset.directory);
  const report = inputs.report === undefined ? undefined : await copyReport(output, inputs.report);
  const site = await writePlayground(join(output, PLAYGROUND_FOLDER), {
    ...params,
    ...{ dataset, checkpoints, models },
    home: `../${SITE_PAGE}`,
    note: progress.note,
  });
  const artifacts: ShownArtifact[] = [];
  const show = async (artifact: Artifact, story: ArtifactStory) => {
    artifacts.push(await showArtifact(output, { artifact, story }));
  };
  if (inputs.report !== undefined && report !== undefined) await show(inputs.report, report.story);
  for (const [index, artifact] of networks.entries()) {
    const shown = { artifact, described: site.networks[index]!, place: index + 1 };
    const [checkpoint, model] = [checkpoints[index], models[index - checkpoints.length]];
    const story =
      checkpoint === undefined
        ? await modelStory(output, { ...shown, model: model! })
        : await networkStory(output, { ...shown, checkpoint });
    await show(artifact, story);
  }
  await show(inputs.dataset, datasetStory(dataset, { split: params.split, shown: site.shelf.count }));
  // Some servers take `index.html` out of an address, and with it the slash that addresses beside it need.
  const playground = `${PLAYGROUND_FOLDER}/`;
  await writeFile(
    join(output, SITE_PAGE),
    renderOverview({ title: site.title, playground, report, artifacts }),
  );
  return { images: site.shelf.count, networks: site.networks.length };
}

/** What the first page tells of the data set, of which the site has the images of the playground alone. */
function datasetStory(
  { info }: Dataset,
  { split, shown }: { readonly split: string; readonly shown: number },
): ArtifactStory {
  const { classNames, shape } = info;
  const named = classNames.slice(0, 12).join(', ');
  return {
    title: `Data set: ${info.description}`,
    folder: 'data-set',
    facts: [
      ['Classes', `${classNames.length}: ${named}${classNames.length > 12 ? ', …' : ''}`],
      [
        'Images',
        `${shape.height} × ${shape.width} × ${shape.channels}; ${shown} of split ${split} are in the playground`,
      ],
    ],
    files: [],
  };
}
