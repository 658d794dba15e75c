import { mkdir, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openVerified, openVerifiedFiles, writeArtifact, type Artifact } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const manifest = {
  type: 'numbers',
  stage: 'test/numbers',
  instance: 'numbers.two',
  variant: { count: 2 },
  params: { rate: 1e9, name: 'a\uFFFDé' },
  inputs: { source: ['a'.repeat(64)] },
};

async function written(): Promise<Artifact> {
  const directory = join(await temporaryFolder(), 'pipeline', 'numbers.two');
  return writeArtifact({ directory, manifest, facts: { pipeline: 'p' } }, async (folder) => {
    await mkdir(join(folder, 'deep'));
    await writeFile(join(folder, 'deep', 'b.txt'), 'two');
    await writeFile(join(folder, 'a.txt'), 'one');
    await writeFile(join(folder, 'empty.txt'), '');
    return { imagesPerSecond: 3 };
  });
}

/** Makes a file look as if it had last changed an hour ago, as far as a process can. */
async function age(file: string): Promise<void> {
  const past = new Date(Date.now() - 3_600_000);
  await utimes(file, past, past);
}

describe('openVerified', () => {
  it('opens what was written', async () => {
    const artifact = await written();
    expect(await openVerified(artifact.directory)).toEqual(artifact);
  });

  // printf 'one' | sha256sum; printf 'ona' | sha256sum
  it('names file, expected and found hash, and the command that remakes it', async () => {
    const { directory } = await written();
    await writeFile(join(directory, 'a.txt'), 'ona');
    await expect(openVerified(directory)).rejects.toMatchObject({
      name: 'UserError',
      code: 'artifact/corrupt',
      message:
        `${join(directory, 'a.txt')}: expected sha256 7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed, ` +
        'received b87e811a94c4e99b78374ec072855c28321df90898536534d4cb6935085b013a; ' +
        'remake it: npx batchmates run-all p.numbers.two',
    });
  });

  it('notices every change of one byte and every cut, in every file', async () => {
    const { directory } = await written();
    const files = ['artifact.json', 'run.json', 'a.txt', 'deep/b.txt'];
    const contents = await Promise.all(files.map((file) => readFile(join(directory, file))));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(files.length - 1),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        async (which, place, mask) => {
          const [file, bytes] = [join(directory, files[which]!), contents[which]!];
          const at = place % bytes.length;
          const changed = mask === 0 ? bytes.subarray(0, at) : Buffer.from(bytes);
          if (mask !== 0) changed[at]! ^= mask;
          await writeFile(file, changed);
          await expect(openVerified(directory)).rejects.toMatchObject({ code: 'artifact/corrupt' });
          await writeFile(file, bytes);
        },
      ),
      { numRuns: 400, seed: 1 },
    );
    await openVerified(directory);
  });

  it.each(['a.txt', 'empty.txt', 'run.json'])('notices that %s is gone', async (file) => {
    const { directory } = await written();
    await rm(join(directory, file));
    await expect(openVerified(directory)).rejects.toThrow(/expected .*, received no file; remake it/);
  });

  it('notices a file too many, and takes no notice of what file managers leave', async () => {
    const { directory } = await written();
    await writeFile(join(directory, '.DS_Store'), '');
    await openVerified(directory);
    await writeFile(join(directory, 'deep', 'shard.arrow'), '');
    await expect(openVerified(directory)).rejects.toThrow(
      /deep\/shard\.arrow: expected no such file in the artifact, received one/,
    );
  });
});

describe('files verified before', () => {
  it('are not read again, and are when anything about them changed', async () => {
    const artifact = await written();
    const record = join(await temporaryFolder(), '.cache', 'verified.json');
    const remembered = await openVerifiedFiles(record);
    const file = join(artifact.directory, 'a.txt');
    const { sha256 } = artifact.manifest.files[0]!;
    const before = await stat(file, { bigint: true });
    remembered.add(file, { ...before, ctimeMs: 0n }, sha256);
    await remembered.save();
    const again = await openVerifiedFiles(record);
    expect(again.knows(file, before, sha256)).toBe(true);
    expect(again.knows(file, before, 'b'.repeat(64))).toBe(false);
    expect(again.knows(join(artifact.directory, 'deep/b.txt'), before, sha256)).toBe(false);
    // Same size and, as far as a process can pretend, same times.
    await writeFile(file, 'ona');
    await utimes(file, Number(before.atimeMs) / 1000, Number(before.mtimeMs) / 1000);
    expect(again.knows(file, await stat(file, { bigint: true }), sha256)).toBe(false);
    await expect(openVerified(artifact.directory, again)).rejects.toThrow(/expected sha256/);
  });

  it('are not those that changed a moment ago: a second change may get the same times', async () => {
    const artifact = await written();
    const record = join(await temporaryFolder(), 'verified.json');
    await age(join(artifact.directory, 'a.txt'));
    const remembered = await openVerifiedFiles(record);
    await openVerified(artifact.directory, remembered);
    await remembered.save();
    await expect(stat(record)).rejects.toThrow('ENOENT');
  });

  it('are hashed again when the record is damaged', async () => {
    const artifact = await written();
    const folder = await temporaryFolder();
    const record = join(folder, 'verified.json');
    const file = join(artifact.directory, 'a.txt');
    const before = await stat(file, { bigint: true });
    const settled = { ...before, ctimeMs: 0n };
    const remembered = await openVerifiedFiles(record);
    remembered.add(file, settled, 'c'.repeat(64));
    await remembered.save();
    const bytes = await readFile(record);
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      await writeFile(record, changed);
      expect((await openVerifiedFiles(record)).knows(file, before, 'c'.repeat(64))).toBe(false);
    }
    await writeFile(record, bytes.subarray(0, 20));
    const cut = await openVerifiedFiles(record);
    cut.add(file, settled, 'd'.repeat(64));
    await cut.save();
    expect((await openVerifiedFiles(record)).knows(file, before, 'd'.repeat(64))).toBe(true);
    expect(await readdir(folder)).toEqual(['verified.json']);
  });

  it('of two writers at once are both kept or one is lost, never damaged', async () => {
    const artifact = await written();
    const record = join(await temporaryFolder(), 'verified.json');
    const file = join(artifact.directory, 'a.txt');
    const before = { ...(await stat(file, { bigint: true })), ctimeMs: 0n };
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const remembered = await openVerifiedFiles(record);
        remembered.add(file, before, index.toString(16).padStart(64, '0'));
        await remembered.save();
      }),
    );
    expect(JSON.parse(await readFile(record, 'utf8'))).toMatchObject({ files: { [file]: {} } });
    const last = await openVerifiedFiles(record);
    const kept = Array.from({ length: 20 }, (_, index) =>
      last.knows(file, before as never, index.toString(16).padStart(64, '0')),
    );
    expect(kept.filter(Boolean)).toHaveLength(1);
  });
});
