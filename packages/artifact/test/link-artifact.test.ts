import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  linkArtifact,
  openVerified,
  readRunRecord,
  writeArtifact,
  type Artifact,
  type SecondPlace,
} from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const manifest = {
  type: 'numbers',
  stage: 'test/numbers',
  instance: 'one',
  variant: { count: 1 },
  params: { count: 1 },
  inputs: {},
};

/** Writes an artifact with the file `deep/a.txt`. */
const write = (directory: string, text = 'a'): Promise<Artifact> =>
  writeArtifact({ directory, manifest, facts: { pipeline: 'p' } }, async (folder) => {
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'deep/a.txt'), text);
  });

async function made(): Promise<{ artifact: Artifact; second: SecondPlace }> {
  const root = await temporaryFolder();
  const artifact = await write(join(root, 'p/one'));
  return { artifact, second: { directory: join(root, 'q/two'), instance: 'two', facts: { pipeline: 'q' } } };
}

const inode = async (folder: string) => (await stat(join(folder, 'deep/a.txt'))).ino;

describe('an artifact in a second place', () => {
  test('is whole, has the identity of the first and its files, and its own name and pipeline', async () => {
    const { artifact, second } = await made();
    const linked = await linkArtifact(artifact, second);
    expect(await openVerified(second.directory)).toEqual(linked);
    expect(linked).toEqual({
      directory: second.directory,
      identity: artifact.identity,
      manifest: { ...artifact.manifest, instance: 'two' },
    });
    expect(await inode(second.directory)).toBe(await inode(artifact.directory));
    expect(await readRunRecord(second.directory)).toEqual({
      ...(await readRunRecord(artifact.directory)),
      pipeline: 'q',
    });
    expect(await readdir(dirname(second.directory))).toEqual(['two']);
  });

  test('does not change when the first is made anew, nor the other way round', async () => {
    const { artifact, second } = await made();
    await linkArtifact(artifact, second);
    await write(artifact.directory, 'b');
    await openVerified(second.directory);
    expect(await readFile(join(second.directory, 'deep/a.txt'), 'utf8')).toBe('a');
    await write(second.directory, 'c');
    expect(await readFile(join(artifact.directory, 'deep/a.txt'), 'utf8')).toBe('b');
  });

  test('takes the place of another artifact, which stays where this one was replaced meanwhile', async () => {
    const { artifact, second } = await made();
    const former = await write(second.directory, 'former');
    await write(artifact.directory, 'b');
    await expect(linkArtifact(artifact, second)).rejects.toMatchObject({ code: 'run/input-replaced' });
    expect(await openVerified(second.directory)).toEqual(former);
    await rm(artifact.directory, { recursive: true });
    await expect(linkArtifact(artifact, second)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await openVerified(second.directory)).toEqual(former);
    const again = await write(artifact.directory);
    expect((await linkArtifact(again, second)).identity).toBe(artifact.identity);
    expect(await readdir(dirname(second.directory))).toEqual(['two']);
  });

  // The temporary file system of Linux, which is not that of the temporary folder on all machines.
  test.skipIf(!existsSync('/dev/shm'))('is a copy on another disk', async () => {
    const { artifact, second } = await made();
    const directory = join(await mkdtemp('/dev/shm/batchmates-'), 'two');
    try {
      const copied = await linkArtifact(artifact, { ...second, directory });
      expect(await openVerified(directory)).toEqual(copied);
      expect(copied.identity).toBe(artifact.identity);
    } finally {
      await rm(dirname(directory), { recursive: true });
    }
  });
});
