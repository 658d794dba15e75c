import { execFileSync } from 'node:child_process';
import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readJson } from '../../src/files/read-json.ts';
import { openRegularFile, readText } from '../../src/files/regular-file.ts';
import { readCifarManifest } from '../../src/cifar10/manifest.ts';
import { readClassSample } from '../../src/imagenet/class-sample.ts';
import { readSynsets } from '../../src/imagenet/flat-labels.ts';
import { indexTar } from '../../src/imagenet/tar-index.ts';
import { userError } from '../user-error.ts';

/** Paths of what is no regular file, by what the message must call it; `close` ends the socket. */
async function oddities(folder: string) {
  const at = (name: string) => join(folder, name);
  execFileSync('mkfifo', [at('pipe')]);
  await mkdir(at('folder'));
  await symlink('/dev/zero', at('device'));
  await symlink(at('loop'), at('loop'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(at('socket'), resolve));
  return {
    paths: {
      pipe: 'a named pipe',
      folder: 'a folder',
      device: 'a device',
      loop: 'ELOOP',
      socket: /ENXIO|a socket/,
      nowhere: 'ENOENT',
      ['x'.repeat(300)]: 'ENAMETOOLONG',
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

test('no reader of a list, a manifest, a sample or a tar waits for a pipe or reads a device', async () => {
  const folder = await temporaryFolder();
  const { paths, close } = await oddities(folder);
  for (const [name, received] of Object.entries(paths)) {
    for (const read of [
      openRegularFile,
      readText,
      readSynsets,
      readCifarManifest,
      readClassSample,
      indexTar,
    ]) {
      const error = await userError(read(join(folder, name)));
      expect(error.code).toBe('ingestion/unreadable-file');
      expect(error.message).toMatch(received);
      expect(error.message).toContain(join(folder, name));
    }
  }
  await close();
});

test('bytes are read where they are asked for; a file that is or becomes shorter is named, and takes no memory', async () => {
  const path = join(await temporaryFolder(), 'file');
  await writeFile(
    path,
    Uint8Array.from({ length: 1000 }, (_, index) => index & 255),
  );
  const file = await openRegularFile(path);
  expect([...(await file.read(500, 3))]).toEqual([244, 245, 246]);
  expect((await file.read(1000, 0)).length).toBe(0);
  expect((await userError(file.read(1, 2 ** 50))).message).toContain('ends at byte 1000, before byte');
  await truncate(path, 600);
  expect((await userError(file.read(500, 400))).message).toContain('ends at byte 600, before byte 900');
  await file.close();
});

test('what is no JSON is named by what it should be', async () => {
  const path = join(await temporaryFolder(), 'm.json');
  for (const text of ['', '{', '\u0000', '[1,]']) {
    await writeFile(path, text);
    const error = await userError(
      readJson({ path, kind: 'manifest', code: 'a/b', schema: z.strictObject({}) }),
    );
    expect(error.message).toMatch(/^manifest .*m\.json: expected JSON, received /);
  }
});
