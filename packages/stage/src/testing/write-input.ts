import { join } from 'node:path';
import { writeArtifact, type Artifact, type WritePayload } from '@batchmates/artifact';
import { temporaryFolder } from './temporary-folder.ts';

/** Writes an artifact of a type for a stage under test to read; `fill` writes its payload into the folder it is given. */
export async function writeInput(type: string, fill: WritePayload): Promise<Artifact> {
  const manifest = { type, stage: 'test', instance: type, variant: {}, params: {}, inputs: {} };
  return writeArtifact({ directory: join(await temporaryFolder(), type), manifest }, fill);
}
