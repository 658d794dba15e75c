import { basename } from 'node:path';
import { openArtifact, readRunRecord, type Artifact } from '@batchmates/artifact';
import { match } from 'ts-pattern';
import { artifactGroups } from './artifact-groups.ts';
import type { Inspection } from './inspection.ts';

/** How to inspect. */
export interface InspectOptions {
  /** Folder for a picture of the artifact, made when it is absent; without it no picture is drawn. */
  readonly output?: string;
}

/** What an artifact's type adds to what is true of all artifacts. */
export type Findings = Partial<Pick<Inspection, 'preview' | 'picture'>> & {
  readonly groups?: Inspection['groups'];
};

/**
 * Says what the artifact in `directory` is, with which params it was made, from what and how, and previews it: a
 * contact sheet (PNG) for data sets, error curves (SVG) for checkpoints, tables for results and reports. Throws a
 * `UserError` when there is no whole artifact.
 */
export async function inspectArtifact(directory: string, options: InspectOptions = {}): Promise<Inspection> {
  const artifact = await openArtifact(directory);
  const run = await readRunRecord(artifact.directory);
  const { groups = [], ...findings } = await inspectPayload(artifact, options);
  return {
    title: `${artifact.manifest.instance}: ${artifact.manifest.type}, made by ${artifact.manifest.stage}`,
    groups: [...groups, ...artifactGroups(artifact, run)],
    ...findings,
  };
}

async function inspectPayload(artifact: Artifact, options: InspectOptions): Promise<Findings> {
  return match(artifact.manifest.type)
    .with('dataset', async () => (await import('./inspect-dataset.ts')).inspectDataset(artifact, options))
    .with('checkpoint', async () =>
      (await import('./inspect-checkpoint.ts')).inspectCheckpoint(artifact, options),
    )
    .with('results', async () => (await import('./inspect-results.ts')).inspectResults(artifact))
    .with('report', async () => (await import('./inspect-report.ts')).inspectReport(artifact))
    .otherwise(async () => ({}));
}

/** File name of an artifact's picture: pipeline, instance and identity, so that pictures do not overwrite each other. */
export function pictureName({ directory, identity, manifest }: Artifact, extension: string): string {
  const pipeline = basename(directory.slice(0, -basename(directory).length - 1));
  return `${pipeline}.${manifest.instance}.${identity.slice(0, 8)}.${extension}`.replace(/[^\w.-]/g, '-');
}
