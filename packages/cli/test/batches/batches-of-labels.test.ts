import { readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readArrow } from '@batchmates/artifact';
import { balanced, planBatches } from '@batchmates/batching';
import { numbers, readTable, texts } from '@batchmates/tables';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { batches, type BatchesArguments } from '../../src/commands/batches.ts';
import { csv, printed, written } from '../audit/written.ts';

const classOf = (image: number) => ['cat', 'dog', 'eel'][image % 3]!;
const table = await written(
  'images.csv',
  csv([['file', 'animal'], ...Array.from({ length: 31 }, (_, image) => [`${image}.jpg`, classOf(image)])]),
);

const plan = (options: Partial<BatchesArguments>) =>
  printed((print) =>
    batches({ root: '.', labels: table, column: 'animal', epochs: 2, first: 2, ...options, print }),
  );
const fresh = async (name: string) => join(await temporaryFolder(), name);

test('batches of a table of labels are shown', async () => {
  expect(await plan({ batching: 'balanced', seed: 3 })).toMatch(
    /^images\.csv: batching balanced in batches of 3, seed 3, 31 training images in 3 classes\n11 batches an epoch, of 3 images\nbatch 0: images \d+, \d+, \d+\n/,
  );
});

describe('a saved plan', () => {
  const expected = [0, 1].map((epoch) =>
    planBatches(
      balanced,
      {
        labels: Uint16Array.from({ length: 31 }, (_, image) => image % 3),
        ...{ classes: 3, batchSize: 6, seed: 5, epoch },
      },
      balanced.options.parse({ samplesPerClass: 2 }),
    ),
  );
  const options = { batching: '{ kind: balanced, samplesPerClass: 2 }', seed: 5 };
  const rows = {
    epoch: expected.flatMap(({ indices }, epoch) => [...indices].map(() => epoch)),
    batch: expected.flatMap(({ indices }) => [...indices].map((_, place) => Math.floor(place / 6))),
    image: expected.flatMap(({ indices }) => [...indices]),
    counted: expected.flatMap(({ indices, counted }) => [...(counted ?? indices.map(() => 1))]),
  };

  test.each(['plan.npz', 'plan.csv', 'plan.arrow'])(
    '%s has a row for each place of each epoch',
    async (name) => {
      const save = await fresh(name);
      expect(await plan({ ...options, save })).toContain(
        `${save}: 2 epochs, a row for each place in a batch`,
      );
      const read = await readTable(save, (column) => Object.hasOwn(rows, column));
      for (const [column, values] of Object.entries(rows)) expect([...numbers(read, column)]).toEqual(values);
      // Images that fill the last batch are told from those that count.
      expect(rows.counted.filter((flag) => flag === 1)).toHaveLength(62);
      expect(await readdir(dirname(save))).toEqual([name]);
    },
  );

  test('says its seed and its strategy', async () => {
    const choice = { samplesPerClass: 2, remainder: 'wrap', rank: 0, world: 1, kind: 'balanced' };
    const [arrow, text] = [await fresh('plan.arrow'), await fresh('plan.csv')];
    await plan({ ...options, save: arrow });
    const { footer } = readArrow(await readFile(arrow));
    expect(footer.metadata('seed')).toBe('5');
    expect(JSON.parse(footer.metadata('strategy')!)).toEqual(choice);
    await plan({ ...options, save: text });
    const read = await readTable(text);
    expect(new Set(texts(read, 'seed'))).toEqual(new Set(['5']));
    expect(new Set(texts(read, 'strategy'))).toEqual(new Set(['balanced']));
  });

  test('of equal arguments has equal bytes; a longer one begins with it', async () => {
    for (const name of ['plan.npz', 'plan.csv', 'plan.arrow']) {
      const files = [await fresh(name), await fresh(name)];
      for (const save of files) await plan({ ...options, save });
      const [one, other] = await Promise.all(files.map((file) => readFile(file)));
      expect(one!.equals(other!)).toBe(true);
    }
    const [short, long] = [await fresh('short.csv'), await fresh('long.csv')];
    await plan({ ...options, save: short, epochs: 1 });
    await plan({ ...options, save: long, epochs: 4 });
    expect((await readFile(long, 'utf8')).startsWith((await readFile(short, 'utf8')).trimEnd())).toBe(true);
  });

  test('replaces no file unless it is told to', async () => {
    const save = await fresh('plan.csv');
    await plan({ batching: 'standard', batchSize: 4, save });
    const before = await readFile(save, 'utf8');
    await expect(plan({ batching: 'standard', batchSize: 5, save })).rejects.toThrow(
      `option --save ${save}: expected a file that is not there yet, received one that is; name another, or replace it with --force`,
    );
    expect(await readFile(save, 'utf8')).toBe(before);
    await plan({ batching: 'standard', batchSize: 5, save, force: true });
    expect(await readFile(save, 'utf8')).not.toBe(before);
  });
});

test('of a saved plan, however long, the first epochs are compared', async () => {
  const told = await plan({ batching: 'balanced', epochs: 7, save: await fresh('plan.csv') });
  expect(told.match(/^epoch \d+: /gm)).toEqual(['epoch 1: ']);
  expect((await plan({ batching: 'balanced', epochs: 7 })).match(/^epoch \d+: /gm)).toHaveLength(6);
});

test('a strategy whose name has commas and quotes is one value of a CSV', async () => {
  const module = await fresh('one, "two".mjs');
  await writeFile(module, `import { standard } from '@batchmates/batching';\nexport default standard;\n`);
  await symlink(
    fileURLToPath(new URL('../../../../node_modules', import.meta.url)),
    join(dirname(module), 'node_modules'),
  );
  const save = await fresh('plan.csv');
  await plan({ batching: JSON.stringify(module), batchSize: 5, save });
  expect(new Set(texts(await readTable(save), 'strategy'))).toEqual(new Set([module]));
});

test('a strategy of its own, from a file in the working directory', async () => {
  const example = fileURLToPath(new URL('../../../../examples/third-party/one-class.ts', import.meta.url));
  expect(await plan({ batching: example, batchSize: 5 })).toContain('6 batches an epoch, of 5 images');
});

describe('what cannot be planned is said in a line', () => {
  test.each<[string, Partial<BatchesArguments>, string]>([
    [
      'an ending',
      { batching: 'balanced', save: 'plan.parquet' },
      'option --save plan.parquet: expected a name that ends in .npz, .csv, .arrow, received .parquet',
    ],
    ['no ending', { batching: 'balanced', save: 'plan' }, 'received no ending'],
    [
      'no folder',
      { batching: 'balanced', save: 'nowhere/plan.csv' },
      'expected a file in a folder that exists',
    ],
    [
      'a column',
      { batching: 'balanced', column: 'animals' },
      'expected a column animals, received columns file, animal; did you mean "animal"?',
    ],
    ['a strategy', { batching: 'balancd' }, 'unknown batching strategy "balancd": expected one of standard'],
    [
      'a word that is no strategy',
      { batching: '[balanced' },
      'option --batching [balanced: expected a strategy as in a pipeline file',
    ],
    [
      'an option',
      { batching: '{ kind: balanced, samplesPerClass: 0 }' },
      'option --batching, samplesPerClass: received Too small',
    ],
    ['a batch size', { batching: 'balanced', batchSize: 5 }, 'option batchSize under balanced batching'],
    [
      'batches without images',
      { batching: 'standard', batchSize: 32 },
      'expected at least one batch an epoch',
    ],
    ['no strategy', {}, 'expected --batching <strategy> with it, received none'],
    ['a pipeline, too', { batching: 'balanced', pipeline: 'glyphs10' }, 'expected no pipeline with it'],
    [
      'neither',
      { labels: undefined, column: undefined },
      'batchmates batches: expected a pipeline, or --labels <file>, received neither',
    ],
    [
      'an option of labels with a pipeline',
      { labels: undefined, column: undefined, pipeline: 'glyphs10', batchSize: 3 },
      'only with --labels: a pipeline says them itself, received --batch-size',
    ],
  ])('%s', async (_name, options, message) => {
    await expect(plan(options)).rejects.toThrow(message);
  });

  test('a table without rows', async () => {
    const empty = await written('empty.csv', 'label\n');
    await expect(plan({ labels: empty, column: 'label', batching: 'balanced' })).rejects.toThrow(
      'expected 1 to 65536 classes, received no row',
    );
  });
});
