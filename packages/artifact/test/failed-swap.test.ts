import { createHook } from 'node:async_hooks';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openVerified, writeArtifact } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const manifest = {
  type: 'numbers',
  stage: 'test/numbers',
  instance: 'numbers',
  variant: {},
  params: {},
  inputs: {},
};

/**
 * Removes the new artifact's folder (the one that has `new.txt`) just when it is to be renamed into place: at the first call of
 * the file system that begins while nothing stands at `directory`.
 */
function loseNewArtifact(directory: string) {
  const lost: string[] = [];
  const hook = createHook({
    init(_, type) {
      if (type !== 'FSREQPROMISE' || existsSync(directory)) return;
      for (const name of readdirSync(dirname(directory))) {
        const folder = join(dirname(directory), name);
        if (!existsSync(join(folder, 'run.json')) || !existsSync(join(folder, 'new.txt'))) continue;
        rmSync(folder, { recursive: true });
        lost.push(folder);
      }
    },
  }).enable();
  return { lost, stop: () => hook.disable() };
}

const write = (directory: string, file: string) =>
  writeArtifact({ directory, manifest }, (folder) => writeFile(join(folder, file), file));

test('when the new artifact cannot take its place, the former stands there again, whole, and nothing else', async () => {
  const directory = join(await temporaryFolder(), 'numbers');
  const former = await write(directory, 'former.txt');
  const { lost, stop } = loseNewArtifact(directory);
  const failure: unknown = await write(directory, 'new.txt').catch((error: unknown) => error);
  stop();
  expect(lost).toHaveLength(1);
  expect(failure).toMatchObject({ code: 'ENOENT', syscall: 'rename', path: lost[0], dest: directory });
  expect(await openVerified(directory)).toEqual(former);
  expect(await readdir(dirname(directory))).toEqual(['numbers']);
  // And the next is written as ever.
  expect((await write(directory, 'new.txt')).manifest.files.map(({ path }) => path)).toEqual(['new.txt']);
});

test('where there was none before, the error is that of the new one', async () => {
  const directory = join(await temporaryFolder(), 'numbers');
  const { lost, stop } = loseNewArtifact(directory);
  const failure: unknown = await write(directory, 'new.txt').catch((error: unknown) => error);
  stop();
  expect(lost).toHaveLength(1);
  expect(failure).toMatchObject({ code: 'ENOENT', syscall: 'rename', path: lost[0], dest: directory });
  expect(await readdir(dirname(directory))).toEqual([]);
});

test('a folder that cannot step aside is an error, and nothing is half written', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'file');
  await writeFile(file, '');
  // A file stands where the folder around the artifact should be.
  await expect(write(join(file, 'numbers'), 'new.txt')).rejects.toMatchObject({ code: 'EEXIST' });
  await rm(file);
  expect(await readdir(folder)).toEqual([]);
});
