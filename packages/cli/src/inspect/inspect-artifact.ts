import { openArtifact, readRunRecord, type Artifact } from '@batchmates/artifact';
import { match } from 'ts-pattern';
import { artifactGroups } from './artifact-groups.ts';
import type { Findings, Inspection, InspectOptions } from './inspection.ts';

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
    groups: [...groups, ...artifactGroups(artifact, run, options.standing)],
    ...findings,
  };
}

async function inspectPayload(artifact: Artifact, options: InspectOptions): Promise<Findings> {
  return match(artifact.manifest.type)
    .with('dataset', async () => (await import('./inspect-dataset.ts')).inspectDataset(artifact, options))
    .with('checkpoint', async () =>
      (await import('./inspect-checkpoint.ts')).inspectCheckpoint(artifact, options),
    )
    .with('model', async () => (await import('./inspect-model.ts')).inspectModel(artifact))
    .with('results', async () => (await import('./inspect-results.ts')).inspectResults(artifact))
    .with('report', async () => (await import('./inspect-report.ts')).inspectReport(artifact))
    .otherwise(async () => ({}));
}
