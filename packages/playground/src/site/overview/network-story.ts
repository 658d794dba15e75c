import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactPath, type Artifact } from '@batchmates/artifact';
import {
  CHECKPOINT_FILE,
  CURVES_FILE,
  readCurves,
  trainingFacts,
  type Checkpoint,
} from '@batchmates/checkpoint';
import { count, percent } from '@batchmates/metrics';
import { parameterCount } from '@batchmates/network';
import type { SiteNetwork } from '../../site-data.ts';
import type { ArtifactStory } from './shown-artifact.ts';

/** A network of a site, as its playground describes it, and whence it comes. */
export interface NetworkSource {
  readonly described: SiteNetwork;
  readonly checkpoint: Checkpoint;
  readonly artifact: Artifact;
  /** Its number among the networks, from 1. */
  readonly place: number;
}

/** What the first page tells of a network; its description (layers, classes, crop, training) is copied into the site, and its weights are those of the playground. */
export async function networkStory(
  site: string,
  { described, checkpoint, artifact, place }: NetworkSource,
): Promise<ArtifactStory> {
  const { network } = checkpoint;
  const { height, width, channels } = network.input;
  const folder = `network-${place}`;
  const description = `artifacts/${folder}/${CHECKPOINT_FILE}`;
  await mkdir(join(site, 'artifacts', folder), { recursive: true });
  await copyFile(artifactPath(artifact, CHECKPOINT_FILE), join(site, description));
  return {
    title: `Network: ${described.name}`,
    folder,
    facts: [
      [
        'Network',
        `${network.name}, ${count(parameterCount(network))} parameters, sees ${height} × ${width} × ${channels}`,
      ],
      ['Training', toldTraining(checkpoint)],
      ...(await toldErrors(artifact)),
    ],
    files: [`playground/${described.file}`, description],
  };
}

function toldTraining({ training }: Checkpoint): string {
  const facts = trainingFacts(training);
  if ('imported' in facts) return `elsewhere: imported from ${facts.imported.file}`;
  const { strategy, batchSize, epochs, seed, engine, precision } = facts;
  return [
    `${strategy}, batches of ${batchSize}`,
    epochs === 1 ? '1 epoch' : `${epochs} epochs`,
    `seed ${seed}`,
    `${engine} in ${precision}`,
  ].join(', ');
}

/** The last test errors of its curve, if it was tested while it was trained. */
async function toldErrors({ directory, manifest }: Artifact): Promise<[string, string][]> {
  if (!manifest.files.some(({ path }) => path === CURVES_FILE)) return [];
  const tested = (await readCurves(directory)).filter((row) => !Number.isNaN(row.errorStandardRunning));
  const last = tested.at(-1);
  if (last === undefined) return [];
  const { epoch, errorStandardRunning, errorBalancedBatch } = last;
  const balanced = Number.isNaN(errorBalancedBatch)
    ? ''
    : `, ${percent(errorBalancedBatch, 1)} in balanced batches`;
  return [
    ['Test error', `${percent(errorStandardRunning, 1)} one by one${balanced} (its curve at epoch ${epoch})`],
  ];
}
