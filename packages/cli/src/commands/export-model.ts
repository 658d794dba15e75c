import { resolve } from 'node:path';
import { openVerified, writeWholeFile } from '@batchmates/artifact';
import { resolutionOf } from '@batchmates/augmentation';
import { readCheckpoint, type Checkpoint } from '@batchmates/checkpoint';
import { allRunningMoments, type Moments } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import { exportNetwork } from '@batchmates/onnx';
import type { CommandContext } from '../command-context.ts';
import { namedArtifacts, type NamedArtifact } from '../named-artifacts.ts';

/** What the batch norms of an exported file may hold. */
type ExportedStatistics = 'running' | 'population';

/** Order of colours, by number of channels. */
const channelOrders: Readonly<Record<number, string>> = { 1: 'grey', 3: 'rgb' };

/** What `batchmates export` is told. */
export interface ExportArguments extends CommandContext {
  /** A checkpoint, as Nx names it or by its folder. */
  readonly checkpoint: string;
  /** Absent: the checkpoint's name and `.onnx`, in the working directory. */
  readonly output: string | undefined;
  /** Absent: population statistics where the checkpoint has them. */
  readonly statistics: ExportedStatistics | undefined;
}

/** `batchmates export`: a checkpoint as an ONNX file, for every tool that reads those. */
export async function exportModel({
  root,
  checkpoint: argument,
  output,
  statistics,
  print,
}: ExportArguments): Promise<void> {
  const { name, directory } = await oneCheckpoint(argument, root);
  const { identity } = await openVerified(directory);
  const checkpoint = await readCheckpoint(directory);
  const { kind, moments } = momentsOf(checkpoint, statistics, name);
  const { network, state } = checkpoint;
  const file = output ?? `${name}.onnx`;
  const bytes = exportNetwork(network, {
    state,
    normalisation: { kind: 'constant', moments },
    metadata: metadataOf(checkpoint, { name, identity, statistics: moments.size === 0 ? 'none' : kind }),
  });
  await writeWholeFile(resolve(file), bytes).catch((cause: unknown) => {
    throw new UserError({
      code: 'export/output',
      what: `option --output ${resolve(file)}`,
      expected: 'a file in a folder that exists and can be written',
      cause,
    });
  });
  const norms = moments.size === 0 ? 'no batch norm' : `${moments.size} batch norms with ${kind} statistics`;
  const { height, width, channels } = network.input;
  print(
    `${file}: ${name}, ${network.name}, ${norms}; images [batch, ${channels}, ${height}, ${width}] to logits [batch, ${network.classes}]`,
  );
}

async function oneCheckpoint(argument: string, root: string): Promise<NamedArtifact> {
  const { artifacts } = await namedArtifacts(argument, { type: 'checkpoint', what: 'a checkpoint', root });
  const [first, ...others] = artifacts;
  if (first !== undefined && others.length === 0) return first;
  throw new UserError({
    code: 'export/several',
    what: argument,
    expected: 'one checkpoint',
    received: `${artifacts.length}: ${artifacts.map(({ name }) => name).join(', ')}`,
    remedy: 'name one of them',
  });
}

function momentsOf(
  { network, state, population }: Checkpoint,
  wanted: ExportArguments['statistics'],
  name: string,
): { readonly kind: ExportedStatistics; readonly moments: Moments } {
  const kind = wanted ?? (population === undefined ? 'running' : 'population');
  if (kind === 'running') {
    return { kind, moments: allRunningMoments(network, state) };
  }
  if (population !== undefined) return { kind, moments: population };
  throw new UserError({
    code: 'export/no-population',
    what: `option --statistics population for ${name}`,
    expected: 'a checkpoint with population statistics',
    received: 'one without',
    remedy: 'name one that evaluator/calibrate made, or use --statistics running',
  });
}

/** What another program must know to use the file; every value is JSON or a word. */
function metadataOf(
  { network, classNames, crop, normalisation }: Checkpoint,
  about: Readonly<Record<'name' | 'identity' | 'statistics', string>>,
): Readonly<Record<string, string>> {
  const { height, width } = crop;
  const { mean, std } = normalisation;
  const preprocessing = {
    window: { height, width },
    resolution: resolutionOf(crop),
    ...{ layout: 'nchw', channelOrder: channelOrders[network.input.channels] ?? 'as stored' },
    ...{ scale: 1 / 255, mean, std },
  };
  return {
    ...about,
    network: network.name,
    classes: JSON.stringify(classNames),
    preprocessing: JSON.stringify(preprocessing),
  };
}
