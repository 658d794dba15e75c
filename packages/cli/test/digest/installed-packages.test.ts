import { createHash } from 'node:crypto';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDigestMemory } from '../../src/digest/digest-memory.ts';
import { readInstalledPackages, type InstalledVersion } from '../../src/digest/installed-packages.ts';

let root: string;
let outside: string;
let versionOf: InstalledVersion;

beforeAll(async () => {
  root = await temporaryFolder();
  outside = await temporaryFolder();
  const packages = {
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a', dependencies: { b: '*', a: '*' } },
    'node_modules/b': { version: '2.0.0' },
    // Its own b, which in turn has the a of the root.
    'node_modules/c': { version: '3.0.0', dependencies: { b: '*' } },
    'node_modules/c/node_modules/b': { version: '2.1.0', dependencies: { a: '*' } },
    'packages/p/node_modules/b': { version: '2.2.0' },
    'node_modules/plain': {},
    'node_modules/linked': { link: true },
  };
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages }));
  for (const folder of [root, join(root, 'packages/p'), outside]) {
    for (const name of ['linked', 'unknown', 'b']) {
      await mkdir(join(folder, 'node_modules', name), { recursive: true });
      await writeFile(join(folder, 'node_modules', name, 'index.js'), `// ${name} of ${folder}`);
    }
  }
  versionOf = readInstalledPackages(root, openDigestMemory(root));
});

/** Eight digits of sha256 of places, versions and integrities, as indented JSON with a final newline. */
function digestOf(
  ...below: readonly (readonly [place: string, version: string, integrity: string])[]
): string {
  return createHash('sha256')
    .update(`${JSON.stringify(below, undefined, 2)}\n`)
    .digest('hex')
    .slice(0, 8);
}

const a = ['node_modules/a', '1.0.0', 'sha512-a'] as const;
const b = ['node_modules/b', '2.0.0', ''] as const;

describe('the version of an installed package', () => {
  test('is that of the lock, with everything below it', async () => {
    expect(await versionOf({ name: 'b', from: root })).toBe(`2.0.0+${digestOf(b)}`);
    expect(await versionOf({ name: 'a', from: root })).toBe(`1.0.0+${digestOf(a, b)}`);
    expect(await versionOf({ name: 'c', from: root })).toBe(
      `3.0.0+${digestOf(a, b, ['node_modules/c', '3.0.0', ''], ['node_modules/c/node_modules/b', '2.1.0', ''])}`,
    );
    expect(await versionOf({ name: 'plain', from: root })).toMatch(/^unversioned\+[0-9a-f]{8}$/);
  });

  test('is that of the nearest one above the importing code', async () => {
    const nearest = `2.2.0+${digestOf(['packages/p/node_modules/b', '2.2.0', ''])}`;
    expect(await versionOf({ name: 'b', from: join(root, 'packages/p/src/deep') })).toBe(nearest);
    expect(await versionOf({ name: 'b', from: join(root, 'packages/p') })).toBe(nearest);
    expect(await versionOf({ name: 'b', from: join(root, 'packages/q/src') })).toBe(`2.0.0+${digestOf(b)}`);
    // Asked again, from elsewhere.
    expect(await versionOf({ name: 'b', from: join(root, 'packages/p') })).toBe(nearest);
  });

  test('is the digest of its files where the lock does not know it, and absent where there are none', async () => {
    const digests = await Promise.all([
      versionOf({ name: 'linked', from: root }),
      versionOf({ name: 'linked', from: join(root, 'packages/p/src') }),
      versionOf({ name: 'unknown', from: root }),
      versionOf({ name: 'b', from: outside }),
      readInstalledPackages(outside, openDigestMemory(outside))({ name: 'b', from: outside }),
    ]);
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(digests).size).toBe(4);
    expect(digests[4]).toBe(digests[3]);
    expect(await versionOf({ name: 'unknown', from: join(root, 'packages/q/src') })).toBe(digests[2]);
    expect(await versionOf({ name: 'nothing', from: root })).toBe('absent');
    expect(await versionOf({ name: 'a', from: outside })).toBe('absent');
  });

  test("is that of pnpm's store, with the versions of everything below it, whatever is in its files", async () => {
    const study = await temporaryFolder();
    const keep = async (name: string, version: string, dependencies: Readonly<Record<string, string>>) => {
      const folder = join(study, 'node_modules/.pnpm', `${name}@${version}`, 'node_modules');
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, 'package.json'), JSON.stringify({ name, version, dependencies }));
      for (const [below, of] of Object.entries(dependencies))
        await symlink(
          join(study, 'node_modules/.pnpm', `${below}@${of}`, 'node_modules', below),
          join(folder, below),
        );
      return join(folder, name);
    };
    await keep('below', '1.1.0', {});
    await keep('below', '1.2.0', {});
    const first = await keep('upper', '1.0.0', { below: '1.1.0' });
    const ask = () => readInstalledPackages(study, openDigestMemory(study))({ name: 'upper', from: study });
    await symlink(first, join(study, 'node_modules/upper'));
    const version = await ask();
    expect(version).toMatch(/^1\.0\.0\+[0-9a-f]{8}$/);
    await writeFile(join(first, 'index.js'), '// of a build script');
    expect(await ask()).toBe(version);
    await rm(join(first, '../below'));
    await symlink(join(study, 'node_modules/.pnpm/below@1.2.0/node_modules/below'), join(first, '../below'));
    expect(await ask()).not.toBe(version);
  });

  test('is the digest of its files under a lock of npm 6, which has no places in it', async () => {
    const study = await temporaryFolder();
    await mkdir(join(study, 'node_modules/old'), { recursive: true });
    await writeFile(join(study, 'node_modules/old/index.js'), '// old');
    const lock = { lockfileVersion: 1, dependencies: { old: { version: '1.0.0' } } };
    await writeFile(join(study, 'package-lock.json'), JSON.stringify(lock));
    const ask = readInstalledPackages(study, openDigestMemory(study));
    expect(await ask({ name: 'old', from: study })).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ['<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n', /received Unexpected token/],
    ['{ "packages": { "node_modules/a": 3 } }', /received .* at packages\.node_modules\/a; /],
  ])('is not guessed from a lock that cannot be read: %j', async (text, reason) => {
    const study = await temporaryFolder();
    await writeFile(join(study, 'package-lock.json'), text);
    const read = () => readInstalledPackages(study, openDigestMemory(study));
    expect(read).toThrow(expect.objectContaining({ code: 'workspace/package-lock' }));
    expect(read).toThrow(reason);
    expect(read).toThrow(
      /^\/.*package-lock\.json: expected a lock as npm writes it, .*; mend it, [^\n]*then npm install$/,
    );
  });
});
