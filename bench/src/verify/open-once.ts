import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactPath, openArtifact, openVerified, openVerifiedFiles } from '@batchmates/artifact';
import type { PrepareBody } from '../harness/body.ts';
import type { VerifyOptions } from './case.ts';

/** Opens a data set's artifact in one of three ways; an item is a gigabyte of its files. */
const prepare: PrepareBody<VerifyOptions> = async ({ directory, way, cache }) => {
  const { manifest } = await openArtifact(directory);
  const gigabytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) / 1e9;
  const record = join(cache, 'verified-files.json');
  const ways: Readonly<Record<VerifyOptions['way'], () => Promise<unknown>>> = {
    verify: () => openVerified(directory),
    async remembered() {
      const remembered = await openVerifiedFiles(record);
      await openVerified(directory, remembered);
      await remembered.save();
    },
    async read() {
      const artifact = await openArtifact(directory);
      for (const { path } of manifest.files) await readWhole(artifactPath(artifact, path));
    },
  };
  await ways[way]();
  return {
    async work() {
      await ways[way]();
      return gigabytes;
    },
  };
};

export default prepare;

async function readWhole(path: string): Promise<void> {
  const buffer = Buffer.allocUnsafe(1 << 20);
  const file = await open(path);
  try {
    while ((await file.read(buffer, 0, buffer.length)).bytesRead > 0);
  } finally {
    await file.close();
  }
}
