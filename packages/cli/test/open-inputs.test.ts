import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
