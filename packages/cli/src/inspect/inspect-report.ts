import { readFile } from 'node:fs/promises';
import { artifactPath, type Artifact } from '@batchmates/artifact';
import { reportFiles } from '@batchmates/report';
import type { Findings } from './inspection.ts';

/** A report: its table, and where to open it. */
export async function inspectReport(artifact: Artifact): Promise<Findings> {
  const table = await readFile(artifactPath(artifact, reportFiles.table), 'utf8');
  return { preview: table.trimEnd(), picture: artifactPath(artifact, reportFiles.html) };
}
