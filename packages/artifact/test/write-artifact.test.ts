import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  artifactPath,
  openArtifact,
  readRunRecord,
  sealJson,
  writeArtifact,
  type ArtifactDraft,
} from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const manifest = {
  type: 'numbers',
  stage: 'test/numbers',
  instance: 'numbers.two',
  variant: { count: 2 },
  params: { zeta: 1, alpha: { two: 2, one: 1 } },
  inputs: { source: ['a'.repeat(64)] },
};

async function draft(): Promise<ArtifactDraft> {
  return { directory: join(await temporaryFolder(), 'pipeline', 'numbers.two'), manifest };
}

async function writeNumbers(folder: string): Promise<{ rate: number }> {
  await mkdir(join(folder, 'deep'));
  await writeFile(join(folder, 'deep', 'b.txt'), '2');
  await writeFile(join(folder, 'a.txt'), '1');
  return { rate: 3 };
}

describe('writeArtifact', () => {
  it('leaves payload, manifest with hashes and sizes, and run record, and nothing else beside them', async () => {
    const { directory } = await draft();
    const artifact = await writeArtifact({ directory, manifest, facts: { pipeline: 'p' } }, writeNumbers);
    expect(artifact.manifest.files).toEqual([
      { path: 'a.txt', bytes: 1, sha256: '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b' },
      {
        path: 'deep/b.txt',
        bytes: 1,
        sha256: 'd4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35',
      },
    ]);
    expect(await readdir(join(directory, '..'))).toEqual(['numbers.two']);
    expect(await openArtifact(directory)).toEqual(artifact);
    const run = await readRunRecord(directory);
    expect(run).toMatchObject({ pipeline: 'p', report: { rate: 3 }, host: { node: process.version } });
    expect(run?.peakMemoryBytes).toBeGreaterThan(1e7);
    expect(await readFile(artifactPath(artifact, 'deep/b.txt'), 'utf8')).toBe('2');
  });

  it('gives equal work an equal manifest, whatever the time and the order of keys', async () => {
    const [one, two] = [await draft(), await draft()];
    const shuffled = { ...manifest, params: { alpha: { one: 1, two: 2 }, zeta: 1 } };
    const first = await writeArtifact(one, writeNumbers);
    const second = await writeArtifact({ ...two, manifest: shuffled }, writeNumbers);
    expect(second.identity).toBe(first.identity);
  });

  it('replaces an artifact only by a whole one', async () => {
    const { directory } = await draft();
    const before = await writeArtifact({ directory, manifest }, writeNumbers);
    const failing = writeArtifact({ directory, manifest }, async (folder) => {
      await writeFile(join(folder, 'half.txt'), 'half');
      throw new Error('interrupted');
    });
    await expect(failing).rejects.toThrow('interrupted');
    expect(await openArtifact(directory)).toEqual(before);
    const after = await writeArtifact({ directory, manifest }, async (folder) =>
      writeFile(join(folder, 'new.txt'), 'new'),
    );
    expect(after.identity).not.toBe(before.identity);
    expect(await readdir(directory)).toEqual(['artifact.json', 'new.txt', 'run.json']);
    expect(await readdir(join(directory, '..'))).toEqual(['numbers.two']);
  });

  // /dev/full answers every write as a full disk does.
  it.skipIf(!existsSync('/dev/full'))('turns a full disk into one line and leaves nothing', async () => {
    const { directory } = await draft();
    const full = writeArtifact({ directory, manifest }, async (folder) => {
      await writeFile(join(folder, 'half.txt'), 'half');
      await writeFile('/dev/full', 'more');
    });
    await expect(full).rejects.toMatchObject({ name: 'UserError', code: 'artifact/disk-full' });
    expect(await readdir(join(directory, '..'))).toEqual([]);
  });

  it('removes what a killed process left, and only then', async () => {
    const { directory } = await draft();
    const entry = join(import.meta.dirname, 'fixture/killed-writer.ts');
    const killed = promisify(execFile)(process.execPath, ['--import', 'tsx', entry, directory]);
    await expect(killed).rejects.toMatchObject({ signal: 'SIGKILL' });
    expect(await readdir(join(directory, '..'))).toEqual([
      expect.stringMatching(/^\.numbers\.two\.partial-\d+-/),
    ]);
    const living = join(directory, '..', `.numbers.two.partial-${process.pid}-living`);
    await mkdir(living);
    await writeArtifact({ directory, manifest }, writeNumbers);
    expect(await readdir(join(directory, '..'))).toEqual([
      `.numbers.two.partial-${process.pid}-living`,
      'numbers.two',
    ]);
  });

  it('does not let a stage write the manifest itself', async () => {
    const writing = writeArtifact(await draft(), (folder) => writeFile(join(folder, 'artifact.json'), '{}'));
    await expect(writing).rejects.toThrow('internal: a stage left artifact.json, which is written for it');
  });
});

describe('openArtifact', () => {
  it('names a missing artifact and how to make it', async () => {
    await expect(openArtifact('/nowhere')).rejects.toThrow(
      /no artifact in \/nowhere: expected a file artifact.json; run the stage/,
    );
  });

  it.each([
    [
      'truncated',
      'cut',
      /a\.txt: expected 1 bytes, received 3 bytes; remake it: npx batchmates run-all pipeline\.numbers\.two/,
    ],
    ['broken manifest', undefined, /artifact\.json: expected JSON, received something else; remake it/],
  ])('notices a %s artifact', async (_, payload, message) => {
    const { directory } = await draft();
    await writeArtifact({ directory, manifest }, writeNumbers);
    await writeFile(join(directory, payload === undefined ? 'artifact.json' : 'a.txt'), payload ?? '{');
    await expect(openArtifact(directory)).rejects.toThrow(message);
  });

  it('rejects a manifest of another version', async () => {
    const { directory } = await draft();
    const artifact = await writeArtifact({ directory, manifest }, writeNumbers);
    const former = sealJson({ ...artifact.manifest, schemaVersion: 1 });
    await writeFile(join(directory, 'artifact.json'), former);
    await expect(openArtifact(directory)).rejects.toMatchObject({
      code: 'artifact/corrupt',
      message: expect.stringContaining('expected an artifact manifest of version 3') as string,
    });
  });
});

describe('artifactPath', () => {
  it('lists what there is when a file is not', async () => {
    const artifact = await writeArtifact(await draft(), writeNumbers);
    expect(() => artifactPath(artifact, 'c.txt')).toThrow(
      /expected a file c\.txt, received a\.txt, deep\/b\.txt/,
    );
  });
});
