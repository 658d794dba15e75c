import { UserError } from '@batchmates/errors';
import { randomStream, shuffle } from '@batchmates/random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditBatches } from '../../src/commands/audit-batches.ts';
import { batches } from '../../src/commands/batches.ts';
import { csv, printed, written } from './written.ts';

const CLASSES = 10;
const IMAGES = 400;
const classOf = (image: number) => image % CLASSES;
const images = Array.from({ length: IMAGES }, (_, image) => image);

const labels = await written(
  'labels.csv',
  csv([['id', 'label'], ...images.map((image) => [`c${classOf(image)}/${image}.jpg`, `c${classOf(image)}`])]),
);

/** A table of epochs, each an order of images cut into batches. */
const plan = (epochs: readonly (readonly number[])[], size: number) =>
  csv([
    ['epoch', 'batch', 'image'],
    ...epochs.flatMap((order, epoch) =>
      order.map((image, place) => [epoch, Math.floor(place / size), `c${classOf(image)}/${image}.jpg`]),
    ),
  ]);

const audit = async (name: string, content: string | Uint8Array, of: string | null = labels) => {
  const batches = await written(name, content);
  return printed((print) => auditBatches({ batches, labels: of ?? undefined, seed: 0, print }));
};

/** Saves batches with `batchmates batches` as an Arrow file, which names images by their rows, and audits it. */
const auditSaved = async (batching: string, batchSize: number, of?: string) => {
  const byRow = await written('by-row.csv', csv([['label'], ...images.map((image) => [classOf(image)])]));
  const save = await written('saved.arrow', '');
  await batches({
    ...{ root: '.', labels: byRow, batching, batchSize, epochs: 1, first: 1, save, force: true },
    print: () => undefined,
  });
  return printed((print) => auditBatches({ batches: save, labels: of ?? byRow, seed: 0, print }));
};

const random = (epoch: number) => shuffle([...images], randomStream(1, epoch));

describe('batchmates audit --batches', () => {
  test('random batches of two epochs', async () => {
    expect(await audit('random.csv', plan([random(0), random(1)], 64))).toMatchInlineSnapshot(`
      "Batches are composed as if at random: labels tell no more of batchmates than chance.

      14 batches in 2 epochs, 12 of 64, 2 of 16 images; 400 of 400 images in 10 classes
                                                  these batches   chance  95 % of 1 000 random plans  ratio
      distinct classes in a batch                          9.71     9.74                9.57 to 9.93   1.00
      pairs of one class in a batch                       172.6    170.6              165.2 to 177.3   1.01
      batches that lack a class                         14.29 %  13.74 %           7.14 % to 21.43 %   1.04
      neighbours in the order that share a class         9.40 %   9.77 %           7.77 % to 11.78 %   0.96
      no batch holds an image twice
      no image is in two batches of an epoch
      epoch 2: 1 893 of 12 216 pairs of batchmates (15.50 %) had met in epoch 1; by chance 15.31 %"
    `);
  });

  test('balanced batches, as an Arrow file of batchmates batches --save, with images by row', async () => {
    const told = await auditSaved('balanced', 10);
    // Rows are known also where the images have ids.
    expect(await auditSaved('balanced', 10, labels)).toBe(told);
    expect(told.split('\n')[0]).toBe(
      'Every batch holds exactly one image of each of the 10 classes: the batchmates of an image have every class but its own; random batches of these images hold 6.56 classes on average.',
    );
    expect(told).toContain('40 batches, 40 of 10 images; 400 of 400 images in 10 classes');
  });

  test.each([
    [
      'class after class',
      images.toSorted((a, b) => classOf(a) - classOf(b)),
      20,
      'Every batch holds images of one class, class after class;',
    ],
    [
      'sorted, across classes',
      images.toSorted((a, b) => classOf(a) - classOf(b)),
      64,
      'The images come class after class;',
    ],
    [
      'four of two classes',
      random(0).toSorted((a, b) => (classOf(a) >> 1) - (classOf(b) >> 1)),
      80,
      'Every batch holds exactly 40 images of each of 2 of the 10 classes (P x K);',
    ],
    ['one by one', images, 1, 'Every batch is a single image: no image meets another.'],
    [
      'all different',
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      5,
      'No batch holds two images of one class, as random batches of these images do, too.',
    ],
    [
      'stratified, with a little disorder',
      [...images.slice(10), 0, 11, 2, 3, 4, 5, 6, 7, 8, 1],
      20,
      'Batches mix classes more evenly than chance: they have 0.5',
    ],
    [
      'in runs',
      images.toSorted((a, b) => classOf(a) + (a % 3) - (classOf(b) + (b % 3))),
      16,
      'Images of one class meet more often than by chance',
    ],
  ] as const)('%s', async (_, order, size, sentence) => {
    expect(await audit('plan.csv', plan([order], size))).toContain(sentence);
  });

  test('says what repeats, what only fills, and in which proportions classes are shown', async () => {
    const content = csv([
      ['batch', 'image', 'label', 'counted'],
      ['a', 'x', 0, 1],
      ['a', 'y', 0, 1],
      ['a', 'x', 0, 'false'],
      ['b', 'y', '0.0', 'TRUE'],
      ['b', 'z', 1, 1],
    ]);
    const told = await audit('filled.csv', content, null);
    expect(told).toContain('3 of 3 images in 2 classes; 1 place only fills a batch (counted 0)');
    expect(told).toContain(
      '1 batch holds an image more than once\n1 image is in several batches of an epoch',
    );
    expect(told).toContain(
      'the shares of the classes differ from those of the labels, by 13.3 % of the places',
    );
  });

  test('rows of a batch may stand anywhere, in any order of epochs', async () => {
    const order = random(0);
    const rows = plan([order], 10).trimEnd().split('\n');
    const apart = [rows[0]!, ...shuffle(rows.slice(1), randomStream(5))].join('\r\n');
    const told = async (text: string) => (await audit('plan.csv', text)).split('\n').slice(0, 7);
    expect(await told(apart)).toEqual(await told(rows.join('\n')));
  });
});

describe('what cannot be audited is said in a line', () => {
  const name = 'c3/3.jpg';
  test.each([
    ['', 'received one that cannot be read as CSV: the file is empty'],
    ['batch,image\n', 'expected at least one row, received none'],
    [
      'batch,imgae\n0,x\n',
      'expected a column image or id, received columns batch, imgae; did you mean "imgae"? Rename it to image',
    ],
    [`image\n${name}\n`, 'expected a column batch, received columns image'],
    [
      `batch,image\n0,${name}\n0,c3/33.jgp\n`,
      'bad.csv, line 3, column image: expected one of the 400 images of labels.csv, received c3/33.jgp; did you mean "c3/33.jpg"?',
    ],
    [
      `batch,image\n0,${name}\n1,c4/4.jpg\n0,${name}\n`,
      'bad.csv, line 4, column batch: expected one number for each batch of an epoch, received a batch that comes back with images it had before; where the numbers start again with each epoch, add a column epoch',
    ],
    [
      `batch,image,counted\n0,${name},maybe\n`,
      'bad.csv, line 2, column counted: expected 0 or 1, received maybe',
    ],
    [
      `rank,batch,image\n0,0,${name}\n1,0,c4/4.jpg\n`,
      'bad.csv: expected the batches of one process and one fold, received a column rank; make batch numbers of their own of rank and batch together, or a file for each, and leave the column out',
    ],
    [`batch,image\n,${name}\n`, 'bad.csv, line 2, column batch: expected a value, received none'],
  ])('%j', async (content, message) => {
    const error = await audit('bad.csv', content).catch((each: unknown) => each as UserError);
    expect(error).toBeInstanceOf(UserError);
    expect(
      (error as UserError).message.replaceAll(/\/\S*\//g, (path) => (path.startsWith('/tmp') ? '' : path)),
    ).toContain(message);
  });

  test('labels that contradict each other, stand twice or are missing', async () => {
    await expect(audit('bad.csv', 'batch,image,label\n0,a,1\n1,a,2\n', null)).rejects.toThrow(
      'bad.csv, line 3, column label: expected 1, as before for image a, received 2; give each image one class',
    );
    await expect(audit('bad.csv', 'batch,image\n0,a\n', null)).rejects.toThrow(
      'expected the classes of the images: option --labels <file> with the columns id and label, or a column label here, received neither',
    );
    const twice = await written('twice.csv', 'id,label\na,1\nb,2\na,1\n');
    await expect(audit('bad.csv', 'batch,image\n0,a\n', twice)).rejects.toThrow(
      'twice.csv, line 4, column id: expected each image once, received a again; image a stands in line 2 already: leave one of them out',
    );
  });

  test('whatever stands in the tables, it is told or refused', async () => {
    const cell = fc.oneof(
      fc.constantFrom('', '0', '1', '-1', '1e9', 'NaN', '"', '""', '"a,b"', 'ü', '\u0000', '0.0', 'true'),
      fc.string(),
    );
    const head = fc.constantFrom('batch', 'image', 'id', 'label', 'epoch', 'counted', '', 'x');
    const text = fc
      .tuple(
        fc.array(head, { minLength: 1, maxLength: 5 }),
        fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 8 }),
      )
      .map(([names, rows]) => [names, ...rows].map((row) => row.join(',')).join('\n'));
    await fc.assert(
      fc.asyncProperty(text, fc.option(text, { nil: undefined }), async (batches, other) => {
        const file = other === undefined ? null : await written('any-labels.csv', other);
        const told = await audit('any.csv', batches, file).catch((error: unknown) => {
          if (error instanceof UserError) return error.message;
          throw error;
        });
        expect(told).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { numRuns: 300 },
    );
  });
});

test('a plan of any strategy is told', async () => {
  expect(await auditSaved('standard', 32)).toContain('Batches are composed as if at random');
});
