import { cp, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeArtifact, type Artifact, type ArtifactDraft } from '@batchmates/artifact';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { findFinished } from '../src/finished-meanwhile.ts';
import { confirmInputs, openInputs } from '../src/open-inputs.ts';

const WORK = 'a'.repeat(64);

let root: string;
let draft: ArtifactDraft;
let artifact: Artifact;

async function write(text: string): Promise<Artifact> {
  return writeArtifact(draft, (folder) => writeFile(join(folder, 'numbers.txt'), text));
}

beforeEach(async () => {
  root = await temporaryFolder();
  draft = {
    directory: join(root, 'artifacts/p/numbers'),
    manifest: {
      type: 'numbers',
      stage: 'test/numbers',
      instance: 'numbers',
      variant: {},
      params: { count: 2 },
      inputs: {},
    },
    facts: { pipeline: 'p', digests: { local: 'b'.repeat(64), work: WORK } },
  };
  artifact = await write('one two');
});

const open = () => openInputs({ numbers: [draft.directory] }, root);

describe('openInputs', () => {
  it('opens what was written, and refuses what was not', async () => {
    expect(await open()).toEqual({ numbers: [artifact] });
    await writeFile(join(artifact.directory, 'numbers.txt'), 'one twp');
    await expect(open()).rejects.toThrow(
      /numbers\.txt: expected sha256 .*; remake it: npx batchmates run-all p\.numbers/,
    );
  });

  it('remembers what it verified once the times of the files are certain, and notices a change under the old mtime', async () => {
    const file = join(artifact.directory, 'numbers.txt');
    const past = new Date(Date.now() - 3_600_000);
    await utimes(file, past, past);
    const record = join(root, '.cache/verified-files.json');
    await open();
    await expect(readFile(record)).rejects.toThrow('ENOENT');
    await new Promise((resolve) => setTimeout(resolve, 2200));
    await open();
    expect(await readFile(record, 'utf8')).toContain(JSON.stringify(file));
    await writeFile(file, 'one twp');
    await utimes(file, past, past);
    await expect(open()).rejects.toThrow(/numbers\.txt: expected sha256/);
  });
});

describe('confirmInputs', () => {
  it('refuses a result when an input was replaced by another artifact meanwhile, not by an equal one', async () => {
    const inputs = (await open())['numbers']!;
    await write('one two');
    await confirmInputs(inputs);
    await write('three');
    await expect(confirmInputs(inputs)).rejects.toMatchObject({ code: 'run/input-replaced' });
  });
});

describe('an input that Nx restores at the same time, removed and then copied', () => {
  const away = () => join(root, 'cache');

  /** Takes the artifact away for a moment, as Nx does; its files come back one after the other. */
  async function restore(): Promise<void> {
    for (const name of ['artifact.json', 'run.json', 'numbers.txt']) {
      await pause(150);
      await mkdir(draft.directory, { recursive: true });
      await cp(join(away(), name), join(draft.directory, name));
    }
  }

  it('is waited for, before a stage and after', async () => {
    const inputs = (await open())['numbers']!;
    for (const look of [open, () => confirmInputs(inputs)]) {
      await rm(away(), { recursive: true, force: true });
      await rename(draft.directory, away());
      const [looked] = await Promise.allSettled([look(), restore()]);
      expect(looked.status).toBe('fulfilled');
    }
  });

  it('is told to be absent or damaged when nothing changes there any more', async () => {
    const inputs = (await open())['numbers']!;
    await writeFile(join(artifact.directory, 'numbers.txt'), 'one twp');
    await expect(open()).rejects.toMatchObject({ code: 'artifact/corrupt' });
    await rm(artifact.directory, { recursive: true });
    await expect(open()).rejects.toMatchObject({ code: 'artifact/missing' });
    await expect(confirmInputs(inputs)).rejects.toMatchObject({ code: 'artifact/missing' });
    // Long ago: nobody is at it, and nobody waits.
    await rm(join(root, 'artifacts'), { recursive: true });
    const start = performance.now();
    await expect(open()).rejects.toMatchObject({ code: 'artifact/missing' });
    expect(performance.now() - start).toBeLessThan(1500);
  });
});

describe('findFinished', () => {
  it('finds the artifact of the same work', async () => {
    expect(await findFinished(draft.directory, WORK)).toEqual(artifact);
  });

  it('finds none of other work', async () => {
    expect(await findFinished(draft.directory, 'c'.repeat(64))).toBeUndefined();
  });

  it('finds none when it is damaged', async () => {
    await writeFile(join(artifact.directory, 'numbers.txt'), 'one twp');
    expect(await findFinished(draft.directory, WORK)).toBeUndefined();
  });
});
