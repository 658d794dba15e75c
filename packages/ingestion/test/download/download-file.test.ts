import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { recordingProgress, temporaryFolder } from '@batchmates/stage/testing';
import { expect, test, vi, afterEach } from 'vitest';
import { downloadFile } from '../../src/download/download-file.ts';
import { cifar10 } from '../../src/index.ts';
import { md5, tinyCifar, writeTinyCifar } from '../cifar10/tiny-cifar.ts';
import { ingest } from '../ingest.ts';
import { userError } from '../user-error.ts';
import { serveFile } from './file-server.ts';

const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 31) & 255);

afterEach(() => vi.unstubAllEnvs());

async function download(url: string, path: string, signal = new AbortController().signal): Promise<number> {
  const progress = recordingProgress();
  await downloadFile({ url, path, bytes: bytes.length, md5: md5(bytes), progress, signal, pause: 1 });
  return progress.advanced;
}

test('a file arrives whole, and the bar with it', async () => {
  const folder = await temporaryFolder();
  await using server = await serveFile({ bytes });
  const path = join(folder, 'deep/file');
  expect(await download(server.url, path)).toBe(bytes.length);
  expect((await readFile(path)).equals(bytes)).toBe(true);
  expect(existsSync(`${path}.partial`)).toBe(false);
});

test('a connection that breaks is resumed where it stopped', async () => {
  const folder = await temporaryFolder();
  await using server = await serveFile({ bytes, cutAfter: 70_000 });
  const path = join(folder, 'file');
  expect(await download(server.url, path)).toBe(bytes.length);
  expect(server.ranges[0]).toBeUndefined();
  expect(server.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
  expect((await readFile(path)).equals(bytes)).toBe(true);
});

test('what an earlier run left is resumed, also by a server that always sends the whole file', async () => {
  for (const resumes of [true, false]) {
    const folder = await temporaryFolder();
    await using server = await serveFile({ bytes, resumes });
    const path = join(folder, 'file');
    await writeFile(`${path}.partial`, bytes.subarray(0, 150_001));
    expect(await download(server.url, path)).toBe(bytes.length);
    expect(server.ranges).toEqual(['bytes=150001-']);
    expect((await readFile(path)).equals(bytes)).toBe(true);
  }
});

test('of several at once one downloads, and the others wait for it', async () => {
  const folder = await temporaryFolder();
  await using server = await serveFile({ bytes, cutAfter: 70_000 });
  const path = join(folder, 'file');
  const advanced = await Promise.all([1, 2, 3].map(() => download(server.url, path)));
  expect(advanced.toSorted((one, other) => one - other)).toEqual([0, 0, bytes.length]);
  expect((await readFile(path)).equals(bytes)).toBe(true);
});

test('an aborted download keeps what it has', async () => {
  const folder = await temporaryFolder();
  await using server = await serveFile({ bytes, cutAfter: 70_000, stalls: true });
  const path = join(folder, 'file');
  const controller = new AbortController();
  const running = download(server.url, path, controller.signal);
  await expect
    .poll(async () => (await stat(`${path}.partial`).catch(() => ({ size: 0 }))).size)
    .toBeGreaterThan(0);
  controller.abort(new Error('stop'));
  await expect(running).rejects.toThrow();
  expect(await download(server.url, path)).toBe(bytes.length);
  expect(server.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
});

test('a server that is busy is asked again', async () => {
  const folder = await temporaryFolder();
  await using server = await serveFile({ bytes, statuses: [503, 500] });
  expect(await download(server.url, join(folder, 'file'))).toBe(bytes.length);
});

test('the wrong bytes are not kept', async () => {
  const folder = await temporaryFolder();
  await using server = await serveFile({ bytes: bytes.map((byte) => byte ^ 1) });
  const path = join(folder, 'file');
  const error = await userError(download(server.url, path));
  expect(error.message).toContain(server.url);
  expect(error.code).toBe('download/checksum');
  expect([existsSync(path), existsSync(`${path}.partial`)]).toEqual([false, false]);
});

test('a file that is not there, or a server that is not, is a one-line error', async () => {
  const folder = await temporaryFolder();
  await using missing = await serveFile({ bytes, statuses: [404] });
  expect((await userError(download(missing.url, join(folder, 'file')))).message).toMatch(
    /received 404.*by hand/,
  );
  const gone = await serveFile({ bytes });
  await gone[Symbol.asyncDispose]();
  expect((await userError(download(gone.url, join(folder, 'file')))).message).toMatch(
    /ECONNREFUSED.*run again/,
  );
});

test('ingestion downloads the archive to the data folder when it is nowhere', async () => {
  const folder = await temporaryFolder();
  const tiny = await tinyCifar();
  await using server = await serveFile({ bytes: tiny.archive, cutAfter: 100 });
  const manifest = {
    ...tiny.manifest,
    archive: { ...tiny.manifest.archive, url: server.url, name: 'unheard-of.tar.gz' },
  };
  await writeTinyCifar(folder, { ...tiny, manifest });
  vi.stubEnv('BATCHMATES_DATA', join(folder, 'store'));
  const run = await ingest(cifar10, folder, { manifest: 'manifest.json', source: 'download' });
  expect((await (await run.dataset()).split('train')).length).toBe(18);
  expect(new Uint8Array(await readFile(join(folder, 'store/unheard-of.tar.gz')))).toEqual(
    new Uint8Array(tiny.archive),
  );
  // The second run finds it there.
  const again = await ingest(cifar10, folder, { manifest: 'manifest.json' });
  expect(again.report).toMatchObject({ source: join(folder, 'store/unheard-of.tar.gz') });
});

test('a place that cannot be written is named at once, and is no fault of the server', async () => {
  const folder = await temporaryFolder();
  await using server = await serveFile({ bytes });
  await writeFile(join(folder, 'file'), '');
  const below = await userError(download(server.url, join(folder, 'file/deep/cifar')));
  expect(below.message).toMatch(/^writing .*file\/deep: expected a place .*ENOTDIR.*BATCHMATES_DATA/);
  await mkdir(join(folder, 'cifar.partial'));
  const partial = await userError(download(server.url, join(folder, 'cifar')));
  expect([partial.code, partial.message]).toEqual(['download/unwritable', expect.stringContaining('EISDIR')]);
  await mkdir(join(folder, 'taken/full'), { recursive: true });
  expect((await userError(download(server.url, join(folder, 'taken')))).code).toBe('download/unwritable');
});
