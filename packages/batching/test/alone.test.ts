// This package is used in loops that have nothing else of this project.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const home = join(import.meta.dirname, '..');

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

test('it needs no more than errors, random and four small libraries', async () => {
  expect([...(await closure(home))].sort()).toEqual([
    '@batchmates/errors',
    '@batchmates/random',
    'fastest-levenshtein',
    'pure-rand',
    'ts-pattern',
    'zod',
  ]);
});

test('the loop of its README shows every image once an epoch, one of each class in a batch', async () => {
  const text = await readFile(join(home, 'README.md'), 'utf8');
  const loop = /^```js\n([^]*?)^```$/m.exec(text)?.[1];
  const printed = execFileSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', loop!],
    { cwd: home, encoding: 'utf8' },
  );
  const batches = [...printed.matchAll(/^(\d) \[ ([\d, ]+) \]$/gm)].map(([, epoch, images]) => ({
    epoch: Number(epoch),
    images: images!.split(', ').map(Number),
  }));
  expect(batches.map(({ epoch }) => epoch)).toEqual([0, 0, 0, 1, 1, 1]);
  for (const { images } of batches) expect(images.map((image) => image % 3).sort()).toEqual([0, 1, 2]);
  for (const epoch of [0, 1]) {
    const own = batches.filter((batch) => batch.epoch === epoch).flatMap(({ images }) => images);
    expect(own.sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  }
});

/** Names of all that a package depends on, directly or not. */
async function closure(folder: string, found = new Set<string>()): Promise<Set<string>> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const names = Object.keys({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  }).filter((name) => manifest.peerDependenciesMeta?.[name]?.optional !== true);
  for (const name of names.filter((each) => !found.has(each))) {
    found.add(name);
    await closure(folderOf(name, folder), found);
  }
  return found;
}

/** Where code in a folder gets a package from. */
function folderOf(name: string, from: string): string {
  const places = createRequire(join(from, 'package.json')).resolve.paths(name) ?? [];
  const folder = places
    .map((place) => join(place, name))
    .find((place) => existsSync(join(place, 'package.json')));
  if (folder === undefined) throw new Error(`${name} is not installed`);
  return folder;
}
