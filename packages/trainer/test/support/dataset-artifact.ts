import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { createDatasetWriter, type DatasetWriter, type DatasetWriterOptions } from '@batchmates/dataset';

/** A data set artifact of raw images in a temporary folder; `add` fills it. */
export async function datasetArtifact(
  options: Omit<DatasetWriterOptions, 'directory' | 'encoding'>,
  add: (writer: DatasetWriter) => Promise<void>,
): Promise<Artifact> {
  const folder = await mkdtemp(join(tmpdir(), 'trainer-'));
  const manifest = {
    type: 'dataset',
    stage: 'test/dataset',
    instance: 'dataset',
    variant: {},
    params: {},
    inputs: {},
  };
  return writeArtifact({ directory: join(folder, 'dataset'), manifest }, async (directory) => {
    const writer = createDatasetWriter({ ...options, directory, encoding: 'raw' });
    await add(writer);
    await writer.finish();
  });
}
