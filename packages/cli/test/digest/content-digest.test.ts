import { createHash } from 'node:crypto';
import { closeSync, existsSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ABSENT, contentDigest } from '../../src/digest/content-digest.ts';
import { openDigestMemory, type DigestMemory } from '../../src/digest/digest-memory.ts';

let root: string;
let data: string;
let memory: DigestMemory;
const digest = (path = data, large = true) => contentDigest(path, { memory, large });

beforeEach(async () => {
  root = await temporaryFolder();
  data = join(root, 'data');
  memory = openDigestMemory(root);
  await mkdir(join(data, 'cats'), { recursive: true });
  await writeFile(join(data, 'cats/a.png'), 'a');
  await writeFile(join(data, 'cats/b.png'), 'b');
});

describe('contentDigest', () => {
  it('is the same for data touched, moved, copied, or reached through a link', async () => {
    const before = await digest();
    await utimes(join(data, 'cats/a.png'), 1, 1);
    expect(await digest()).toBe(before);
    await rename(data, join(root, 'moved'));
    expect(await digest(join(root, 'moved'))).toBe(before);
    await cp(join(root, 'moved'), join(root, 'copied'), { recursive: true });
    expect(await digest(join(root, 'copied'))).toBe(before);
    await symlink('moved', data);
    expect(await digest()).toBe(before);
    await rename(join(root, 'moved/cats'), join(root, 'elsewhere'));
    await symlink('../elsewhere', join(root, 'moved/cats'));
    expect(await digest()).toBe(before);
  });

  it('sees a byte changed under its old size and time, also behind a link', async () => {
    const file = join(data, 'cats/a.png');
    await utimes(file, 1_000_000, 1_000_000);
    await symlink('data', join(root, 'link'));
    const before = await digest(join(root, 'link'));
    const { size } = await stat(file);
    await writeFile(file, 'x');
    await utimes(file, 1_000_000, 1_000_000);
    expect((await stat(file)).size).toBe(size);
    expect(await digest(join(root, 'link'))).not.toBe(before);
  });

  it('counts what cannot be looked at as that, and sees it mended', async () => {
    const before = await digest();
    await symlink('itself', join(data, 'itself'));
    const looping = await digest();
    expect(looping).not.toBe(before);
    expect(await digest()).toBe(looping);
    await rm(join(data, 'itself'));
    await writeFile(join(data, 'itself'), 'c');
    expect(await digest()).not.toBe(looping);
    await rm(join(data, 'itself'));
    expect(await digest()).toBe(before);
  });

  it('sees names come, go and change', async () => {
    const seen = new Set([await digest()]);
    await writeFile(join(data, 'cats/c.png'), 'c');
    seen.add(await digest());
    await rename(join(data, 'cats/c.png'), join(data, 'cats/d.png'));
    seen.add(await digest());
    await mkdir(join(data, 'dogs'));
    seen.add(await digest());
    await rm(join(data, 'cats/a.png'));
    seen.add(await digest());
    expect(seen.size).toBe(5);
  });

  it('ends at links that lead back, and takes a dangling one for absent', async () => {
    await symlink('..', join(data, 'cats/up'));
    await symlink('nowhere', join(data, 'dangling'));
    expect(await digest()).toMatch(/^[0-9a-f]{64}$/);
    expect(await digest(join(data, 'dangling'))).toBe(ABSENT);
    expect(await digest(join(root, 'nothing'))).toBe(ABSENT);
  });

  it('lets size, inode and times stand for a large file until it is read', async () => {
    const large = (name: string, byte: string) => {
      const file = openSync(join(data, name), 'w');
      ftruncateSync(file, (64 << 20) + 1);
      writeSync(file, byte, 1 << 20);
      closeSync(file);
    };
    large('train.tar', 'x');
    const [exact, quick] = [await digest(), await digest(data, false)];
    await cp(data, join(root, 'copied'), { recursive: true });
    expect(await digest(join(root, 'copied'))).toBe(exact);
    expect(await digest(join(root, 'copied'), false)).not.toBe(quick);
    large('train.tar', 'y');
    expect(await digest()).not.toBe(exact);
    expect(await digest(data, false)).not.toBe(quick);
  });

  it('reads a file of 64 MiB', async () => {
    const file = openSync(join(data, 'train.tar'), 'w');
    ftruncateSync(file, 64 << 20);
    closeSync(file);
    await cp(data, join(root, 'copied'), { recursive: true });
    expect(await digest(join(root, 'copied'), false)).toBe(await digest(data, false));
  });

  it('remembers nothing that was written within two seconds', async () => {
    await digest();
    memory.save();
    expect(await stat(join(root, '.cache/digests.json')).catch(() => undefined)).toBeUndefined();
  });

  it('tells a device from a file and from nothing', async () => {
    await writeFile(join(root, 'empty'), '');
    const digests = [await digest('/dev/null'), await digest(join(root, 'empty'))];
    for (const each of digests) expect(each).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(digests).size).toBe(2);
  });
});

describe('what is read of a file that has stood for long', () => {
  /** Answers with `known`; notes what it is told. */
  const noting = (known: (state: string) => string | undefined = () => undefined) => {
    const told: (readonly [state: string, digest: string])[] = [];
    return {
      told,
      recall: known,
      remember: (state: string, of: string) => void told.push([state, of]),
      save: () => undefined,
    };
  };
  // Above 64 MiB, and small.
  const [node, here] = [process.execPath, import.meta.filename];
  const isFile = (state: string) => state.includes(':');

  it('is remembered: the whole, and a large file by itself', async () => {
    const ofNode = noting();
    const whole = await contentDigest(node, { memory: ofNode, large: true });
    const bytes = createHash('sha256')
      .update(await readFile(node))
      .digest('hex');
    expect(ofNode.told).toEqual([
      [expect.stringMatching(/^\d+(:\d+){4}$/), bytes],
      [expect.stringMatching(/^[0-9a-f]{64}$/), whole],
    ]);
    const quick = noting();
    await contentDigest(node, { memory: quick, large: false });
    expect(quick.told.map(([state]) => isFile(state))).toEqual([false]);
    const ofHere = noting();
    await contentDigest(here, { memory: ofHere, large: true });
    expect(ofHere.told.map(([state]) => isFile(state))).toEqual([false]);
  });

  it('is asked of the memory by a state that tells files, and what is read of large ones, apart', async () => {
    const asked: string[] = [];
    const memory = noting((state) => {
      if (!isFile(state)) asked.push(state);
      return 'known';
    });
    for (const file of [node, here])
      for (const large of [true, false]) await contentDigest(file, { memory, large });
    expect(new Set(asked).size).toBe(4);
    await contentDigest(here, { memory, large: true });
    expect(asked[4]).toBe(asked[2]);
  });

  it('is remembered from two seconds after its last change', async () => {
    const changed = Number((await stat(here, { bigint: true })).ctimeNs / 1_000_000n);
    const told = async (age: number) => {
      vi.useFakeTimers({ toFake: ['Date'], now: changed + age });
      const memory = noting();
      await contentDigest(here, { memory, large: true }).finally(() => vi.useRealTimers());
      return memory.told.length;
    };
    expect([await told(0), await told(2000), await told(2001)]).toEqual([0, 0, 1]);
  });

  it('is nothing where the memory knows it', async () => {
    const all = noting(() => 'known');
    expect(await contentDigest(here, { memory: all, large: true })).toBe('known');
    expect(all.told).toEqual([]);
    const files = ['one', 'two'].map((text) => noting((state) => (isFile(state) ? text : undefined)));
    const digests = await Promise.all(
      files.flatMap((memory) => [node, here].map((file) => contentDigest(file, { memory, large: true }))),
    );
    expect(digests[0]).not.toBe(digests[2]);
    // A small file is read again.
    expect(digests[1]).toBe(digests[3]);
  });
});

describe('the memory', () => {
  it('outlives the command, and a damaged one is empty', async () => {
    memory.remember('state', 'digest');
    memory.save();
    expect(openDigestMemory(root).recall('state')).toBe('digest');
    await writeFile(join(root, '.cache/digests.json'), '{"state": "dig');
    expect(openDigestMemory(root).recall('state')).toBeUndefined();
    await writeFile(join(root, '.cache/digests.json'), 'null');
    expect(openDigestMemory(root).recall('state')).toBeUndefined();
  });

  it('is written when something was learnt, and holds the latest 20,000', async () => {
    const file = join(root, '.cache/digests.json');
    for (let state = 0; state <= 20_000; state++) memory.remember(`state ${state}`, 'digest');
    memory.save();
    const again = openDigestMemory(root);
    expect(again.recall('state 0')).toBeUndefined();
    expect(again.recall('state 1')).toBe('digest');
    expect(again.recall('state 20000')).toBe('digest');
    await rm(file);
    memory.save();
    again.save();
    expect(existsSync(file)).toBe(false);
    memory.remember('state', 'digest');
    memory.save();
    expect(existsSync(file)).toBe(true);
  });

  it('is empty where it cannot be read', async () => {
    await mkdir(join(root, '.cache/digests.json'), { recursive: true });
    expect(openDigestMemory(root).recall('state')).toBeUndefined();
  });
});
