import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { cpus, hostname, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  artifactPath,
  canonicalJson,
  digestBytes,
  digestFile,
  digestValue,
  openArtifact,
  openVerified,
  readRunRecord,
  sealJson,
  verifyArtifact,
  writeArtifact,
} from '../src/index.ts';
import { unsealJson } from '../src/sealed-json.ts';
import { temporaryFolder } from './temporary-folder.ts';

const manifest = {
  type: 'numbers',
  stage: 'test/numbers',
  instance: 'numbers.two',
  variant: {},
  params: {},
  inputs: {},
};

const write = (directory: string, files: Readonly<Record<string, string>>, facts = {}) =>
  writeArtifact({ directory, manifest, facts }, async (folder) => {
    await mkdir(join(folder, 'a'));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  });

const place = async () => join(await temporaryFolder(), 'pipeline', 'numbers.two');

// The text below, piped to sha256sum.
const text = '{\n  "a": {\n    "b": [\n      1,\n      null\n    ],\n    "z": "ü"\n  },\n  "b": 2\n}\n';
const digest = '3c813caa457508ac06b8d7d0ccd9fb311aa580a35f6461a91c0536581b506ed6';
const value = { b: 2, gone: undefined, a: { z: 'ü', b: [1, null] } };

const pattern = new Uint8Array(2_621_447);
for (let at = 0; at < pattern.length; at++) pattern[at] = (at * 7) % 251;

describe('identities', () => {
  test('are the sha256 of canonical JSON: keys sorted at every depth, two spaces, a final newline', () => {
    expect(canonicalJson(value)).toBe(text);
    expect(digestValue(value)).toBe(digest);
    expect(digestBytes(Buffer.from(text))).toBe(digest);
    expect(canonicalJson([3, 'b', true, { b: 1, B: 2, a: 3 }])).toBe(
      '[\n  3,\n  "b",\n  true,\n  {\n    "B": 2,\n    "a": 3,\n    "b": 1\n  }\n]\n',
    );
    for (const wrong of [Infinity, -Infinity, [NaN]])
      expect(() => canonicalJson({ deep: { wrong } })).toThrow(/^(NaN|-?Infinity) has no JSON form$/);
  });

  test('seal a text', () => {
    const sealed = sealJson(value);
    expect(JSON.parse(sealed)).toEqual({ ...(JSON.parse(text) as object), digest });
    expect(unsealJson(Buffer.from(sealed))).toEqual({ intact: true, value: JSON.parse(text) as unknown });
  });

  test.each([
    ['[1]', 'JSON', 'something else'],
    ['null', 'JSON', 'something else'],
    ['"text"', 'JSON', 'something else'],
    ['{', 'JSON', 'something else'],
    ['{"a": 1}', 'sha256 of itself in "digest"', digestValue({ a: 1 })],
    ['{"a": 1, "digest": 5}', 'sha256 of itself in "digest"', digestValue({ a: 1 })],
    ['{"a": 1, "digest": "5"}', 'sha256 5', digestValue({ a: 1 })],
    ['{"a": 1e999, "digest": "5"}', 'sha256 5', 'a number without end'],
    [
      JSON.stringify({ ...(JSON.parse(text) as object), digest }),
      'the layout in which it was written',
      'another',
    ],
  ])('and what is not sealed is told apart: %j', (other, expected, received) => {
    expect(unsealJson(Buffer.from(other))).toEqual({ intact: false, expected, received });
  });

  test.each([
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1 << 20, 'e76e4c02227083fd12207b7bc85287bb9e02a618fed3bd8eab1bc2daeda2fb53'],
    [(1 << 20) + 1, '50068d46eb4d17660d829800fa2d52624de6cd1dab0dd5735e5b8c496b822152'],
    [2_621_447, '1667a9300577c5308d8e9d69f5054e9cb3d9a6ea43c3f1df186caf821ec9bae2'],
  ])('of files of %i bytes are read piece by piece', async (length, expected) => {
    // python3 -c "import hashlib; print(hashlib.sha256(bytes(i * 7 % 251 for i in range(length))).hexdigest())"
    const file = join(await temporaryFolder(), 'file');
    await writeFile(file, pattern.subarray(0, length));
    expect(await digestFile(file)).toBe(expected);
  });

  test('of an artifact are the sha256 of its manifest without the instance; its files stand in the order of their paths', async () => {
    const directory = await place();
    const artifact = await write(directory, { 'b.txt': 'b', 'a/z.txt': 'z', 'a.txt': 'a', 'a/b.txt': 'ab' });
    expect(artifact.manifest.files.map(({ path }) => path)).toEqual(['a.txt', 'a/b.txt', 'a/z.txt', 'b.txt']);
    expect(artifact.manifest.files[1]).toEqual({
      path: 'a/b.txt',
      bytes: 2,
      // printf ab | sha256sum
      sha256: 'fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603',
    });
    expect(artifact.manifest.schemaVersion).toBe(3);
    const { instance, digest, ...rest } = JSON.parse(
      await readFile(join(directory, 'artifact.json'), 'utf8'),
    ) as Record<string, unknown>;
    expect([instance, digest]).toEqual([manifest.instance, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(artifact.identity).toBe(digestBytes(canonicalJson(rest)));
    expect(artifact.directory).toBe(directory);
  });
});

describe('a run record', () => {
  test('has the facts, the time and the machine', async () => {
    const directory = await place();
    const begun = Date.now();
    await writeArtifact({ directory, manifest, facts: { pipeline: 'p' } }, async (folder) => {
      await writeFile(join(folder, 'a.txt'), 'a');
      await new Promise((resolve) => setTimeout(resolve, 60));
      return { rate: 2 };
    });
    const elapsed = (Date.now() - begun) / 1000;
    const record = (await readRunRecord(directory))!;
    expect(record).toMatchObject({ pipeline: 'p', report: { rate: 2 } });
    expect(record.seconds).toBeGreaterThan(0.05);
    expect(record.seconds).toBeLessThan(elapsed + 0.01);
    expect(Math.abs(Date.parse(record.startedAt) - begun)).toBeLessThan(1000 * elapsed + 5);
    expect(record.host).toMatchObject({
      name: hostname(),
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      node: process.version,
    });
    expect(record.host.platform).toMatch(new RegExp(`^${process.platform} ${process.arch} .+`));
    // In bytes: a process of Node takes tens of MiB, and this one less than the machine has.
    expect(record.peakMemoryBytes).toBeGreaterThan(2 ** 24);
    expect(record.peakMemoryBytes).toBeLessThan(totalmem());
    expect(record.peakMemoryBytes % 1024).toBe(0);
  });

  test('that is absent, damaged or of another shape is none', async () => {
    const folder = await temporaryFolder();
    expect(await readRunRecord(folder)).toBeUndefined();
    for (const wrong of ['{', '{}', sealJson({ seconds: 1 })]) {
      await writeFile(join(folder, 'run.json'), wrong);
      expect(await readRunRecord(folder)).toBeUndefined();
    }
    // So is a folder in its place.
    await mkdir(join(folder, 'deep', 'run.json'), { recursive: true });
    expect(await readRunRecord(join(folder, 'deep'))).toBeUndefined();
  });
});

describe('a damaged artifact', () => {
  const remake = 'remake it: npx batchmates run-all pipeline.numbers.two';

  test('that is missing, also where a file stands in the way', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    for (const name of ['nowhere', 'file']) {
      await expect(openArtifact(join(folder, name))).rejects.toMatchObject({
        code: 'artifact/missing',
        message: `no artifact in ${join(folder, name)}: expected a file artifact.json; run the stage that makes it: npx batchmates run-all ${basename(folder)}.${name}`,
        cause: expect.objectContaining({ absent: true }) as unknown,
      });
    }
    await mkdir(join(folder, 'odd', 'artifact.json'), { recursive: true });
    await expect(openArtifact(join(folder, 'odd'))).rejects.toThrow(
      'artifact.json: expected a regular file that can be read, received a folder',
    );
  });

  test('names what its manifest lacks', async () => {
    const directory = await place();
    const { manifest: full } = await write(directory, {});
    const damaged = (change: object) =>
      writeFile(join(directory, 'artifact.json'), sealJson({ ...full, ...change }));
    await damaged({ stage: 5 });
    await expect(openArtifact(directory)).rejects.toMatchObject({
      code: 'artifact/corrupt',
      message: `${join(directory, 'artifact.json')}: expected an artifact manifest of version 3, received stage: Invalid input: expected string, received number; ${remake}`,
    });
    await damaged({ files: [{ path: 'a', bytes: 1, sha256: `${'0'.repeat(64)}0` }] });
    await expect(openArtifact(directory)).rejects.toThrow(/received files\.0\.sha256: /);
    await damaged({ files: [{ path: 'a', bytes: -1, sha256: '0'.repeat(64) }] });
    await expect(openArtifact(directory)).rejects.toThrow(/received files\.0\.bytes: /);
  });

  test('that lost a file, or a folder, or has one of another size', async () => {
    const directory = await place();
    const artifact = await write(directory, { 'a/b.txt': 'ab' });
    await writeFile(join(directory, 'a/b.txt'), 'abc');
    const other = `${join(directory, 'a/b.txt')}: expected 2 bytes, received 3 bytes; ${remake}`;
    await expect(openArtifact(directory)).rejects.toMatchObject({ code: 'artifact/corrupt', message: other });
    // Also where it was opened before.
    await expect(verifyArtifact(artifact)).rejects.toMatchObject({
      code: 'artifact/corrupt',
      message: other,
    });
    const gone = await place();
    const { manifest: full } = await write(gone, { 'a.txt': '' });
    const wrong = [{ ...full.files[0]!, path: 'a.txt/b.txt' }];
    await writeFile(join(gone, 'artifact.json'), sealJson({ ...full, files: wrong }));
    await expect(openArtifact(gone)).rejects.toThrow(
      `${join(gone, 'a.txt/b.txt')}: expected 0 bytes, received no file; ${remake}`,
    );
  });

  test('that lost its run record, or has a damaged one', async () => {
    const directory = await place();
    await write(directory, {});
    await writeFile(join(directory, 'run.json'), '{');
    await expect(openVerified(directory)).rejects.toMatchObject({
      code: 'artifact/corrupt',
      message: `${join(directory, 'run.json')}: expected JSON, received something else; ${remake}`,
    });
  });

  test('may have what file managers leave, in any folder, and nothing else', async () => {
    const directory = await place();
    await write(directory, { 'a/b.txt': 'b' });
    for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini']) {
      await writeFile(join(directory, name), 'x');
      await writeFile(join(directory, 'a', name), 'x');
    }
    await openVerified(directory);
    await symlink('b.txt', join(directory, 'a', 'link.txt'));
    await expect(openVerified(directory)).rejects.toMatchObject({
      code: 'artifact/corrupt',
      message: `${join(directory, 'a/link.txt')}: expected no such file in the artifact, received one; ${remake}`,
    });
  });

  test('of a named pipeline is remade by that name', async () => {
    const directory = await place();
    await write(directory, { 'a/b.txt': 'ab' }, { pipeline: 'named' });
    await writeFile(join(directory, 'a/b.txt'), 'ac');
    await expect(openVerified(directory)).rejects.toThrow(
      /; remake it: npx batchmates run-all named\.numbers\.two$/,
    );
  });
});

test('an artifact has the files that it has', async () => {
  const artifact = await write(await place(), { 'a/b.txt': 'b' });
  expect(artifactPath(artifact, 'a/b.txt')).toBe(join(artifact.directory, 'a/b.txt'));
  expect(() => artifactPath(artifact, 'b.txt')).toThrow(
    expect.objectContaining({
      code: 'artifact/no-such-file',
      message: `numbers artifact ${artifact.directory}: expected a file b.txt, received a/b.txt; connect the input to a stage that writes it, or run its stage again`,
    }),
  );
  const empty = await write(await place(), {});
  expect(() => artifactPath(empty, 'b.txt')).toThrow(/received no files;/);
});

test('a payload has neither links nor the files of the artifact itself', async () => {
  const directory = await place();
  await expect(
    writeArtifact({ directory, manifest }, (folder) => symlink('/dev/null', join(folder, 'link'))),
  ).rejects.toThrow('internal: a stage left link, which is neither a file nor a folder');
  await expect(
    writeArtifact({ directory, manifest }, (folder) => writeFile(join(folder, 'run.json'), '')),
  ).rejects.toThrow('internal: a stage left run.json, which is written for it');
});

const circle: Record<string, unknown> = {};
circle['again'] = [circle];

test.each([
  [{ losses: [1, Number.NaN] }, 'NaN as report.losses.1, which has no JSON form'],
  [{ speed: -Infinity }, '-Infinity as report.speed, which has no JSON form'],
  [{ bytes: 2n }, '2 as report.bytes, which has no JSON form'],
  [circle, 'report.again.0, which stands within itself'],
])('a report has values that JSON can hold: %o', async (report, fault) => {
  const writing = writeArtifact({ directory: await place(), manifest }, async () => report);
  await expect(writing).rejects.toMatchObject({ name: 'WrongPayload', fault });
});

test.each(['ENOSPC', 'EDQUOT'])('a disk without room (%s) is told in a line', async (code) => {
  const directory = await place();
  const cause = Object.assign(new Error('full'), { code });
  await expect(writeArtifact({ directory, manifest }, () => Promise.reject(cause))).rejects.toMatchObject({
    code: 'artifact/disk-full',
    message: `writing ${directory}: expected room on the disk, received none left; free some (npx batchmates clean removes artifacts that no pipeline names any more) and run again; nothing half-written was kept`,
    cause,
  });
});
