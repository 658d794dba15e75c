import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, UserErrors } from '@batchmates/errors';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRegistry, isModulePath, type Registry } from '../src/index.ts';
import { temporaryFolder } from '../src/testing/index.ts';

interface Item {
  readonly size: number;
}

const accepts = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && 'size' in value;
const registry = createRegistry<Item>({
  kind: 'odd item',
  items: { small: () => ({ size: 1 }), large: async () => ({ size: 100 }) },
  accepts,
  shape: 'an object with a size',
});

let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  const files = {
    'right.mjs': 'export default { size: 7 };',
    'number.mjs': 'export default 7;',
    'none.mjs': 'export const size = 7;',
    'broken.mjs': "throw new RangeError('at load');",
    'word.mjs': "throw 'a word';",
    'importer.mjs': "import './absent.mjs';",
    plain: 'export default { size: 7 };',
    'typed.ts': 'export default { size: 8 };',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await mkdir(join(folder, 'folder.ts'));
});

const refusal = (name: string, from: Registry<Item> = registry) =>
  from.resolve(name, folder).then(
    () => ({ code: 'accepted', message: '' }),
    (error: unknown) => ({ code: (error as UserError).code, message: (error as Error).message }),
  );

describe('a registry', () => {
  test('lists its names and finds them, and files beside the pipeline, and modules by absolute path', async () => {
    expect(await registry.names()).toEqual(['small', 'large']);
    expect(await registry.resolve('small', folder)).toEqual({ size: 1 });
    expect(await registry.resolve('large', folder)).toEqual({ size: 100 });
    expect(await registry.resolve('./right.mjs', folder)).toEqual({ size: 7 });
    expect(await registry.resolve('../right.mjs', join(folder, 'deeper'))).toEqual({ size: 7 });
    expect(await registry.resolve(join(folder, 'right.mjs'), '/nowhere')).toEqual({ size: 7 });
  });

  test('does not take what every object inherits for an item', async () => {
    expect(await refusal('constructor')).toMatchObject({ code: 'odd-item/unknown' });
    expect(await refusal('toString')).toMatchObject({ code: 'odd-item/unknown' });
  });

  test('asks a source of items by name', async () => {
    const source = createRegistry<Item>({
      kind: 'odd item',
      items: {
        names: async () => ['one', 'two'],
        find: async (name) => (name === 'two' ? { size: 2 } : undefined),
      },
      accepts,
      shape: 'an object with a size',
    });
    expect(await source.names()).toEqual(['one', 'two']);
    expect(await source.resolve('two', folder)).toEqual({ size: 2 });
    expect(await refusal('tow', source)).toEqual({
      code: 'odd-item/unknown',
      message: 'unknown odd item "tow": expected one of one, two, or a ./file.ts; did you mean "two"?',
    });
  });

  test('may have an item called find, or one called names', async () => {
    for (const name of ['find', 'names']) {
      const one = createRegistry<Item>({
        kind: 'odd item',
        items: { [name]: () => ({ size: 3 }) },
        accepts,
        shape: 'an object with a size',
      });
      expect(await one.names()).toEqual([name]);
      expect(await one.resolve(name, folder)).toEqual({ size: 3 });
    }
  });

  test.each([
    [
      'smal',
      'odd-item/unknown',
      /^unknown odd item "smal": expected one of small, large, or a \.\/file\.ts; did you mean "small"\?$/,
    ],
    [
      './absent.mjs',
      'odd-item/no-module',
      /^odd item \.\/absent\.mjs: expected a module \/.*absent\.mjs, received no such file; mend the path; it starts at the folder of the pipeline file$/,
    ],
    // What reads TypeScript would find typed.ts for these, but the cache would not know of it.
    [
      './typed',
      'odd-item/no-module',
      /^odd item \.\/typed: expected a module, with the ending of its file, received no such file; write \.\/typed\.ts$/,
    ],
    [
      './typed.js',
      'odd-item/no-module',
      /^odd item \.\/typed\.js: expected a module \/.*typed\.js, received no such file; write \.\/typed\.ts$/,
    ],
    [
      './deeper/../right',
      'odd-item/no-module',
      /^odd item .*: expected .*, received no such file; write \.\/deeper\/\.\.\/right\.mjs$/,
    ],
    [
      './plain',
      'odd-item/no-module',
      /^odd item \.\/plain: expected a module, with the ending of its file, received a file without one; mend the path; /,
    ],
    [
      './folder.ts',
      'odd-item/no-module',
      /^odd item \.\/folder\.ts: expected a module \/.*, received a folder; /,
    ],
    [
      './number.mjs',
      'odd-item/wrong-export',
      /^odd item \.\/number\.mjs: expected a default export that is an object with a size, received another number$/,
    ],
    [
      './none.mjs',
      'odd-item/wrong-export',
      /^odd item \.\/none\.mjs: expected a default export that is an object with a size, received no default export$/,
    ],
    [
      './broken.mjs',
      'odd-item/broken-module',
      /^odd item \.\/broken\.mjs does not load: received RangeError: at load$/,
    ],
    ['./word.mjs', 'odd-item/broken-module', /^odd item \.\/word\.mjs does not load: received a word$/],
    [
      './importer.mjs',
      'odd-item/broken-module',
      /^odd item \.\/importer\.mjs does not load: received .*absent/,
    ],
  ])('refuses %s in a line', async (name, code, message) => {
    expect(await refusal(name)).toEqual({ code, message: expect.stringMatching(message) as string });
  });

  test('passes on what a module says to its user', async () => {
    const errors = join(import.meta.dirname, '../../errors/src/index.ts');
    await writeFile(
      join(folder, 'speaking.ts'),
      `import { UserError } from ${JSON.stringify(errors)};\nthrow new UserError({ code: 'mine/own', what: 'not today' });`,
    );
    await writeFile(
      join(folder, 'saying-more.ts'),
      `import { UserError, UserErrors } from ${JSON.stringify(errors)};\nconst one = new UserError({ code: 'mine/own', what: 'not today' });\nthrow new UserErrors([one, one]);`,
    );
    await expect(registry.resolve('./speaking.ts', folder)).rejects.toEqual(
      new UserError({ code: 'mine/own', what: 'not today' }),
    );
    await expect(registry.resolve('./saying-more.ts', folder)).rejects.toBeInstanceOf(UserErrors);
  });

  test('takes installed packages, and says what is wrong with them', async () => {
    const any = createRegistry<object>({
      kind: 'odd item',
      items: {},
      accepts: (value): value is object => typeof value === 'object' && value !== null,
      shape: 'an object',
    });
    expect(await any.resolve('fast-check', folder)).toHaveProperty('assert');
    expect(await refusal('fast-check')).toEqual({
      code: 'odd-item/wrong-export',
      message:
        'odd item fast-check: expected a default export that is an object with a size, received another object',
    });
    // Not a package, and neither is a path inside one that is not installed.
    for (const name of ['batchmates-of-nobody', '@batchmates/nothing', 'batchmates-of-nobody/deep/file.js'])
      expect(await refusal(name)).toMatchObject({ code: 'odd-item/unknown' });
    // No name of a package at all: nothing is imported.
    for (const name of ['node:fs', 'data:text/javascript,export default {size:1}', 'two words', 'a//b c'])
      expect(await refusal(name)).toMatchObject({ code: 'odd-item/unknown' });
  });
});

test.each([
  ['./a', true],
  ['../a', true],
  ['/a', true],
  ['a', false],
  ['.a', false],
  ['.../a', false],
  ['a/./b', false],
])('%s is a path: %s', (name, path) => {
  expect(isModulePath(name)).toBe(path);
});
