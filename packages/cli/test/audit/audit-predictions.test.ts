import { UserError } from '@batchmates/errors';
import { randomStream, shuffle } from '@batchmates/random';
import { writeColumns } from '@batchmates/artifact';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { auditPredictions } from '../../src/commands/audit-predictions.ts';
import { csv, printed, written } from './written.ts';

const CLASSES = 4;
const IMAGES = 200;
const images = Array.from({ length: IMAGES }, (_, image) => image);
const id = (image: number) => `img ${image}`;
const classOf = (image: number) => image % CLASSES;

/** Logits that are right where noise is small, another noise for another seed. */
function logitsOf(seed: number, noise: number): readonly (readonly number[])[] {
  return images.map((image) => {
    const [own, other] = [randomStream(image), randomStream(seed, image)];
    return Array.from(
      { length: CLASSES },
      (_, label) => 2 * Number(label === classOf(image)) + own.normal() + noise * other.normal(),
    );
  });
}

function softmax(logits: readonly number[]): number[] {
  const weights = logits.map(Math.exp);
  const sum = weights.reduce((total, each) => total + each, 0);
  return weights.map((weight) => weight / sum);
}

const audit = (files: readonly string[], labels?: string) =>
  printed((print) => auditPredictions({ files, labels, seed: 0, print }));

const header = ['id', 'label', ...Array.from({ length: CLASSES }, (_, label) => `p${label}`)];
let reference: string;
let other: string;
const [served, trained] = [logitsOf(0, 0), logitsOf(1, 1)];

beforeAll(async () => {
  reference = await written(
    'eval.csv',
    csv([header, ...images.map((image) => [id(image), classOf(image), ...softmax(served[image]!)])]),
  );
  const order = shuffle([...images], randomStream(3));
  other = await written(
    'train.csv',
    csv([
      [...header, 'batch'],
      ...order.map((image, place) => [id(image), classOf(image), ...trained[image]!, place >> 3]),
    ]),
  );
});

describe('batchmates audit --predictions', () => {
  test('two files, of probabilities and of logits in another order with their batches', async () => {
    expect(await audit([reference, other])).toMatchInlineSnapshot(`
      "train.csv errs on 28.0 % of the images, eval.csv on 21.0 %: 7.0 points [0.4, 13.4] more; 25.5 % of the answers differ.

      200 images in 4 classes; differences are against eval.csv
                                          error         95 %  NLL, nats  difference         95 %  p  changed answers         95 %  total variation
      eval.csv   21.00 %  15.9–27.2 %      0.607
      train.csv  28.00 %  22.1–34.8 %      0.732  7.0 points  [0.4, 13.4]  –          25.50 %  18.7–33.8 %            0.224
      train.csv: its numbers are no probabilities, and are taken for logits

      The batches of train.csv:
      Batches are composed as if at random: labels tell no more of batchmates than chance.

      25 batches, 25 of 8 images; 200 of 200 images in 4 classes
                                                  these batches   chance  95 % of 1 000 random plans  ratio
      distinct classes in a batch                          3.52     3.62                3.40 to 3.80   0.97
      pairs of one class in a batch                        6.84     6.89                6.08 to 7.80   0.99
      batches that lack a class                         44.00 %  36.09 %          20.00 % to 56.00 %   1.22
      neighbours in the order that share a class        24.62 %  24.62 %          19.10 % to 31.16 %   1.00
      no batch holds an image twice
      no image is in two batches of an epoch"
    `);
  });

  test('a file against itself, in another format, with answers alone, and against another', async () => {
    const answers = images.map((image) => served[image]!.indexOf(Math.max(...served[image]!)));
    const same = await written(
      'same.csv',
      csv([['image', 'predicted'], ...images.map((image) => [id(image), answers[image]!])]),
    );
    const told = await audit([reference, same, other]);
    expect(told).toContain(
      'same.csv errs on 21.0 % of the images, eval.csv on 21.0 %: no difference is shown',
    );
    expect(told).toContain('0.0 % of the answers differ');
    expect(told).toContain('p after Holm’s correction');
    expect(told.split('\n').find((line) => line.startsWith('same.csv  '))).toMatch(/ 0\.00 % .* –$/);
  });

  test('batches that fail as a whole make intervals wider, and leave no p-value', async () => {
    const rows = images.map((image) => [
      id(image),
      classOf(image),
      (image >> 4) % 4 === 0 ? 9 : classOf(image),
    ]);
    const right = await written(
      'right.csv',
      csv([['id', 'predicted'], ...rows.map(([each, label]) => [each!, label!])]),
    );
    const told = async (batches: boolean) => {
      const header = ['id', 'label', 'predicted', ...(batches ? ['batch'] : [])];
      const content = rows.map((row, image) => [...row, ...(batches ? [image >> 4] : [])]);
      const train = await written('train.csv', csv([header, ...content]));
      return (await audit([right, train])).split('\n')[0];
    };
    expect(await told(false)).toContain('28.0 points [21.4, 34.0] more');
    // Thirteen batches, a quarter of which fail: not two hundred images.
    expect(await told(true)).toContain('no difference is shown, 28.0 points [0.0, 56.0]');
  });

  test('one file alone', async () => {
    expect(await audit([reference])).toContain('eval.csv errs on 21.0 % of the images; name a second file');
  });

  test('an Arrow file with lists of numbers, and labels from a file of their own', async () => {
    const file = await written('lists.arrow', '');
    await writeColumns(file, {
      id: images.map(id),
      probabilities: {
        width: CLASSES,
        values: Float32Array.from(images.flatMap((image) => softmax(served[image]!))),
      },
    });
    const labels = await written(
      'labels.csv',
      csv([['id', 'label'], ...images.map((image) => [id(image), classOf(image)])]),
    );
    const told = await audit([file, reference], labels);
    expect(told).toContain('no difference is shown, 0.0 points');
    expect(told.trimEnd().split('\n').at(-1)).toMatch(/0\.000$/);
  });

  test('classes by name: those that occur, in order', async () => {
    const names = ['cat', 'dog'];
    const of = (name: string, rows: readonly (readonly [string, number, number])[]) =>
      written(
        name,
        csv([['id', 'label', 'p0', 'p1'], ...rows.map(([label, ...p], row) => [row, label, ...p])]),
      );
    const rows = images.slice(0, 20).map((image) => [names[image % 2]!, 1 - (image % 2), image % 2] as const);
    const told = await audit([await of('named.csv', rows)]);
    expect(told).toContain('named.csv errs on 0.0 %');
    expect(told).toContain('20 images in 2 classes, their numbers taken in the order cat, dog');
    const one = await of('one.csv', [['cat', 1, 0]]);
    await expect(audit([one])).rejects.toThrow(
      'expected labels that are the numbers 0 to 1, or 2 names, received 1 names, e.g. cat; write as label the place of the class among the numbers of a row, from 0',
    );
  });
});

describe('what cannot be compared is said in a line', () => {
  const message = async (first: string, second?: string, labels?: string) => {
    const files = [await written('first.csv', first)];
    if (second !== undefined) files.push(await written('second.csv', second));
    const of = labels === undefined ? undefined : await written('labels.csv', labels);
    const error = await audit(files, of).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message.replaceAll(/\/tmp\/[^/]*\//g, '');
  };

  const first = 'id,label,predicted\na,0,0\nb,1,1\n';
  test.each([
    [
      'other images',
      first,
      'id,predicted\na,0\nc,1\n',
      'first.csv, line 3, column id: expected only images that are in second.csv, too, received b; compare predictions of the same images',
    ],
    [
      'more images',
      first,
      'id,predicted\nc,0\nb,1\na,1\n',
      'second.csv, line 2, column id: expected only images that are in first.csv, too, received c; compare predictions of the same images',
    ],
    [
      'an image twice',
      first,
      'id,predicted\na,0\na,1\n',
      'second.csv, line 3, column id: expected each image once, received a again; image a stands in line 2 already: leave one of them out',
    ],
    [
      'other labels',
      first,
      'id,label,predicted\nb,1,0\na,1,1\n',
      'second.csv, line 3, column label: expected 0 for image a, as in first.csv, received 1',
    ],
    [
      'no answers',
      first,
      'id,label\na,0\nb,1\n',
      'second.csv: expected answers: a column predicted, probabilities or logits, or columns p0, p1, ..., received columns id, label',
    ],
    [
      'answers that are no labels',
      'id,label,predicted\na,cat,0\nb,dog,1\n',
      undefined,
      'first.csv, line 2, column predicted: expected classes such as the labels cat, dog, received 0, and no label in any row; write both as names or both as numbers',
    ],
    [
      'no labels',
      'id,predicted\na,0\n',
      undefined,
      'first.csv: expected the classes of the images: a column label in one of the files, or option --labels <file>, received neither',
    ],
    [
      'no ids',
      'label,predicted\n0,0\n',
      undefined,
      'first.csv: expected a column image or id, received columns label, predicted',
    ],
    ['no rows', 'id,label,predicted\n', undefined, 'first.csv: expected at least one row, received none'],
    [
      'a class left out',
      'id,label,p0,p2\na,0,1,0\n',
      undefined,
      'first.csv: expected columns p0 to p1, received p0, p2',
    ],
    [
      'sums that are none',
      'id,label,p0,p1\na,0,0.9,0.9\n',
      undefined,
      'first.csv, line 2, column p0: expected probabilities of 0 to 1 that sum to 1, received a sum of 1.800; write them as logits, or probabilities after the softmax',
    ],
    [
      'one number for two classes',
      'id,label,p0\na,0,0.3\n',
      undefined,
      'first.csv, column p0: expected a number for each class, received one number in each row; of two classes write both: p0 is 1 - p, and p1 is p',
    ],
    [
      'numbers written in two ways',
      'id,label,predicted\na,00000,0\nb,00001,0\n',
      undefined,
      'first.csv, line 2, column predicted: expected classes such as the labels 00000, 00001, received 0, and no label in any row; write both alike',
    ],
    [
      'another number of classes',
      'id,label,p0,p1\na,0,1,0\n',
      'id,p0,p1,p2\na,1,0,0\n',
      'second.csv: expected numbers for 2 classes, as in first.csv, received for 3',
    ],
    [
      'no number',
      'id,label,p0,p1\na,0,inf,0\n',
      undefined,
      'first.csv, line 2, column p0: expected a finite number, received inf',
    ],
  ])('%s', async (_, one, two, expected) => {
    expect(await message(one, two)).toBe(expected);
  });

  test('images that the labels do not know', async () => {
    expect(await message('id,predicted\nimage-a,0\n', undefined, 'id,label\nimage-b,0\n')).toBe(
      'first.csv, line 2, column id: expected an image of labels.csv, received image-a; did you mean "image-b"?',
    );
  });

  test('whatever stands in the tables, it is told or refused', async () => {
    const cell = fc.oneof(
      fc.constantFrom('', '0', '1', '2', '-1', '1e30', 'NaN', 'a', '"', 'ü'),
      fc.string(),
    );
    const names = fc.constantFrom('id', 'label', 'predicted', 'p0', 'p1', 'batch', 'epoch');
    const table = fc
      .tuple(
        fc.uniqueArray(names, { minLength: 2 }),
        fc.array(fc.array(cell, { minLength: 7, maxLength: 7 }), { maxLength: 5 }),
      )
      .map(([head, rows]) =>
        [head, ...rows.map((row) => row.slice(0, head.length))].map((row) => row.join(',')).join('\n'),
      );
    await fc.assert(
      fc.asyncProperty(table, fc.option(table, { nil: undefined }), async (one, two) => {
        const files = [await written('any.csv', one)];
        if (two !== undefined) files.push(await written('any-other.csv', two));
        const told = await audit(files).catch((error: unknown) => {
          if (error instanceof UserError) return '';
          throw error;
        });
        expect(told).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { numRuns: 300 },
    );
  });
});
