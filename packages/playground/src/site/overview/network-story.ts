import type { Artifact } from '@batchmates/artifact';
import {
  CHECKPOINT_FILE,
  CURVES_FILE,
  readCurves,
  trainingFacts,
  type Checkpoint,
} from '@batchmates/checkpoint';
import { count, percent } from '@batchmates/metrics';
import { parameterCount } from '@batchmates/network';
import { copyDescription, type CopiedNetwork } from './copy-description.ts';
import type { ArtifactStory } from './shown-artifact.ts';

/** What the first page tells of a network; its description (layers, classes, crop, training) is copied into the site, and its weights are those of the playground. */
export async function networkStory(
  site: string,
  { checkpoint, ...copied }: CopiedNetwork & { readonly checkpoint: Checkpoint },
): Promise<ArtifactStory> {
  const { network } = checkpoint;
  const { height, width, channels } = network.input;
  return {
    ...(await copyDescription(site, { ...copied, kind: 'Network', document: CHECKPOINT_FILE })),
    facts: [
      [
        'Network',
        `${network.name}, ${count(parameterCount(network))} parameters, sees ${height} × ${width} × ${channels}`,
      ],
      ['Training', toldTraining(checkpoint)],
      ...(await toldErrors(copied.artifact)),
    ],
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
