import { openVerified, type Artifact } from '@batchmates/artifact';
import { UserError } from '@batchmates/errors';

/**
 * Opens the report in a folder, byte by byte as it was written. Throws a `UserError`: those of `openVerified`, or
 * `report/not-comparable` when the folder holds something else.
 */
export async function openReport(directory: string): Promise<Artifact> {
  const artifact = await openVerified(directory);
  if (artifact.manifest.type === 'report') return artifact;
  throw new UserError({
    code: 'report/not-comparable',
    what: `artifact ${directory}`,
    expected: 'a report',
    received: artifact.manifest.type,
    remedy: 'name the folder of a report, e.g. ../../artifacts/<pipeline>/report',
  });
}
