import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusedPackages } from '../src/allowed.ts';
import { readPackages } from '../src/read-packages.ts';
import { writeList } from '../src/write-list.ts';

const root = join(import.meta.dirname, '../../..');

describe('third-party licences', () => {
  it('are those of the list (npm run licences)', async () => {
    const list = await readFile(join(root, 'THIRD-PARTY-LICENCES.md'), 'utf8');
    expect(list).toBe(writeList(readPackages(root)));
  });

  it('are allowed', () => {
    expect(refusedPackages(readPackages(root))).toEqual([]);
  });

  it('are read of all packages but our own and those of development', async () => {
    const lock = {
      packages: {
        '': { name: 'ours', version: '1.0.0', license: 'MIT' },
        'packages/ours': { version: '1.0.0', license: 'MIT' },
        'node_modules/@ours/ours': { resolved: 'packages/ours', link: true },
        'node_modules/b': { version: '2.0.0', license: 'MIT', optional: true },
        'node_modules/dev': { version: '1.0.0', license: 'GPL-3.0-only', dev: true },
        'node_modules/c/node_modules/@a/b': { version: '1.0.0', license: '(MIT OR GPL-3.0-only)' },
        'packages/ours/node_modules/b': { version: '2.0.0', license: 'MIT' },
        'node_modules/c': { version: '1.0.0', devOptional: true },
      },
    };
    const folder = await mkdtemp(join(tmpdir(), 'licences-'));
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
    const found = readPackages(folder);
    expect(found).toEqual([
      { name: '@a/b', version: '1.0.0', licence: '(MIT OR GPL-3.0-only)', optional: false },
      { name: 'b', version: '2.0.0', licence: 'MIT', optional: false },
      { name: 'c', version: '1.0.0', licence: undefined, optional: true },
    ]);
    expect(refusedPackages(found).map(({ name }) => name)).toEqual(['c']);
  });

  it.each([
    ['GPL-3.0-only', false],
    ['MIT AND GPL-3.0-only', false],
    ['MIT OR GPL-3.0-only', true],
    ['SEE LICENSE IN LICENSE.txt', false],
    ['Apache-2.0 AND LGPL-3.0-or-later', true],
  ])('%s is allowed: %s', (licence, allowed) => {
    const refused = refusedPackages([{ name: 'x', version: '1.0.0', licence, optional: false }]);
    expect(refused.length === 0).toBe(allowed);
  });
});
