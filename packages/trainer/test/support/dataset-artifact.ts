import type { Artifact } from '@batchmates/artifact';
import { createDatasetWriter, type DatasetWriter, type DatasetWriterOptions } from '@batchmates/dataset';
import { writeInput } from '@batchmates/stage/testing';

/** A data set artifact of raw images; `add` fills it. */
export async function datasetArtifact(
  options: Omit<DatasetWriterOptions, 'directory' | 'encoding'>,
  add: (writer: DatasetWriter) => Promise<void>,
): Promise<Artifact> {
  return writeInput('dataset', async (directory) => {
    const writer = createDatasetWriter({ ...options, directory, encoding: 'raw' });
    await add(writer);
    await writer.finish();
  });
}
