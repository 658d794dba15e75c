import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { createDatasetWriter } from '@batchmates/dataset';
import type { ProtocolFacts } from '@batchmates/results';
import { temporaryFolder, writeInput } from '@batchmates/stage/testing';
import { parseHTML } from 'linkedom';
import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { runExperiments, type Experiment } from './fixtures/experiment.ts';
import { tests } from './fixtures/known-results.ts';
import { makeReport } from './fixtures/make-report.ts';

/** What the page shows of single images. */
async function shown(experiments: readonly Experiment[], datasets: readonly Artifact[] = []) {
  const root = await temporaryFolder();
  const results = await runExperiments(join(root, 'artifacts'), experiments);
  const { directory } = await makeReport({ inputs: { results, datasets }, directory: join(root, 'report') });
  const { document } = parseHTML(await readFile(join(directory, 'report.html'), 'utf8'));
  const text = (element: Element | null) => (element?.textContent ?? '').replaceAll('\u00a0', ' ').trim();
  const galleries = [...document.querySelectorAll('.gallery')].map((gallery) => ({
    title: text(gallery.querySelector('summary')),
    images: [...gallery.querySelectorAll(':scope > ul > li')].map((item) => ({
      name: text(item.querySelector('small')),
      answers: [...item.querySelectorAll('dd')].map(text),
      batch: [...item.querySelectorAll('.batch li')].map((mate) =>
        [text(mate) || mate.querySelector('img')!.getAttribute('alt'), mate.className].join(' ').trim(),
      ),
      picture: item.querySelector('img')?.getAttribute('src'),
      way: item.querySelector('.batch')?.getAttribute('aria-label'),
      note: text(item.querySelector('.batch ~ small')),
    })),
  }));
  const csv = await readFile(join(directory, 'tables/images.csv'), 'utf8');
  return {
    document,
    galleries,
    prose: text(document.querySelector('#images p')),
    markdown: await readFile(join(directory, 'report.md'), 'utf8'),
    csv: csv.trim().split('\n'),
  };
}

const one = [
  { wrong: [0, 3], images: 20 },
  { protocol: tests.balanced, wrong: [3, 5, 11], images: 20 },
];

test('images that turn right or wrong with the way of testing, with their batches, and those that are never right', async () => {
  const { galleries, prose } = await shown(one);
  const batch = (tens: number, ...self: number[]) =>
    Array.from({ length: 10 }, (_, slot) => {
      const image = 10 * tens + slot;
      const wrong = [3, 5, 11].includes(image);
      const answer = wrong ? `, answered as class ${slot + 1}` : '';
      const isSelf = self.includes(image);
      const classes = [
        ...(isSelf ? ['(this image)'] : []),
        ...(wrong ? ['wrong'] : []),
        ...(isSelf ? ['self'] : []),
      ];
      return [`image ${image}: class ${slot}${answer}`, ...classes].join(' ');
    });
  expect(
    galleries.map(({ title, images }) => ({
      title,
      images: images.map(({ name, answers, batch: members }) => ({ name, answers, batch: members })),
    })),
  ).toEqual([
    {
      title:
        'Standard training: wrong under standard (population statistics), right under balanced batches (batch statistics) (1 of 20)',
      images: [
        {
          name: 'image 0',
          answers: ['✗ class 1, 90 % (its own class 1 %)', '✓ class 0, 90 %'],
          batch: batch(0, 0),
        },
      ],
    },
    {
      title:
        'Standard training: right under standard (population statistics), wrong under balanced batches (batch statistics) (2 of 20)',
      images: [
        {
          name: 'image 5',
          answers: ['✓ class 5, 90 %', '✗ class 6, 90 % (its own class 1 %)'],
          batch: batch(0, 5),
        },
        {
          name: 'image 11',
          answers: ['✓ class 1, 90 %', '✗ class 2, 90 % (its own class 1 %)'],
          batch: batch(1, 11),
        },
      ],
    },
    {
      title: 'Standard training: wrong in all 2 ways of testing (1 of 20)',
      images: [
        {
          name: 'image 3',
          answers: Array<string>(2).fill('✗ class 4, 90 % (its own class 1 %)'),
          batch: batch(0, 3),
        },
      ],
    },
  ]);
  expect(prose).toContain('Connect the data set to the report (input datasets) to see the pictures.');
});

test('images that turn with the way of training, where nothing else differs', async () => {
  const balanced = { batching: { kind: 'balanced', samplesPerClass: 1 } };
  const { galleries } = await shown([
    { wrong: [1, 2], images: 20 },
    { train: balanced, wrong: [2, 7, 8, 9, 10, 12, 14, 16], images: 20 },
  ]);
  expect(galleries.map(({ title, images }) => [title, ...images.map(({ name }) => name)])).toEqual([
    [
      'Standard (population statistics): wrong after standard training, right after balanced training (1 of 20)',
      'image 1',
    ],
    [
      'Standard (population statistics): right after standard training, wrong after balanced training (7 of 20)',
      ...[7, 8, 9, 10, 12, 14].map((image) => `image ${image}`),
    ],
  ]);
  // Answered one by one, they have no batch.
  expect(galleries.flatMap(({ images }) => images.flatMap(({ batch }) => batch))).toEqual([]);
});

test('every image with every answer is a table of its own', async () => {
  const { csv, markdown } = await shown(one);
  expect(csv).toHaveLength(21);
  const alone = 'Standard / standard (population statistics), seed 0';
  const together = 'Standard / balanced batches (batch statistics), seed 0';
  expect(csv[0]!.split(',')).toEqual(
    [
      'Image',
      'Class',
      ...['', ': probability of its class'].map((what) => `"${alone}${what}"`),
      ...['', ': probability of its class', ': batch'].map((what) => `"${together}${what}"`),
    ].flatMap((head) => head.split(',')),
  );
  expect(csv[1]).toBe('image 0,class 0,class 1,0.011111,class 0,0.900000,0');
  expect(csv[12]).toBe('image 11,class 1,class 1,0.900000,class 2,0.011111,1');
  expect(markdown).toMatch(/\*\*image 11\*\* \| class 1 \| \*\*class 1, 90\u00a0%\*\* \| class 2/);
});

test('pictures are those of the data set tested on, without its padding', async () => {
  const dataset = await writeInput('dataset', async (directory) => {
    const writer = createDatasetWriter({
      directory,
      description: 'greys',
      classNames: Array.from({ length: 10 }, (_, index) => `class ${index}`),
      encoding: 'raw',
      image: { height: 4, width: 6, channels: 3 },
      padding: 1,
    });
    await writer.add('train', { id: 'one', label: 0, image: new Uint8Array(4 * 6 * 3) });
    for (let image = 0; image < 20; image++)
      await writer.add('test', {
        id: `image ${image}`,
        label: image % 10,
        image: new Uint8Array(4 * 6 * 3).fill(12 * image),
      });
    await writer.finish();
  });
  const { galleries, prose } = await shown(
    one.map((experiment) => ({ ...experiment, dataset })),
    [dataset],
  );
  const greys = await Promise.all(
    galleries
      .flatMap(({ images }) => images)
      .map(async ({ name, picture }) => {
        const [head, body = ''] = picture!.split(',');
        expect(head).toBe('data:image/webp;base64');
        const { data, info } = await sharp(Buffer.from(body, 'base64'))
          .raw()
          .toBuffer({ resolveWithObject: true });
        expect([info.width, info.height]).toEqual([6, 4]);
        return [name, Math.round(data.reduce((sum, value) => sum + value, 0) / data.length / 12)];
      }),
  );
  expect(greys).toEqual([0, 5, 11, 3].map((image) => [`image ${image}`, image]));
  expect(prose).not.toContain('Connect the data set');
});

describe('whose batch, and which run', () => {
  it('all answers are of one network, also where a test of the first seed is missing', async () => {
    const balanced = { protocol: tests.balanced, images: 20 };
    const { galleries, csv } = await shown([
      { train: { seed: 0 }, wrong: [0, 1, 2, 3], images: 20 },
      { train: { seed: 1 }, wrong: [4, 5], images: 20 },
      { ...balanced, train: { seed: 1 }, wrong: [5, 6] },
    ]);
    expect(
      galleries.map(({ title, images }) => [
        title.replace(/ \(population.*?\)| \(batch.*?\)/g, ''),
        images.map(({ name }) => name),
      ]),
    ).toEqual([
      ['Standard training: wrong under standard, right under balanced batches (1 of 20)', ['image 4']],
      ['Standard training: right under standard, wrong under balanced batches (1 of 20)', ['image 6']],
      ['Standard training: wrong in all 2 ways of testing (1 of 20)', ['image 5']],
    ]);
    expect(csv[0]).toContain('seed 1');
    expect(csv[0]).not.toContain('seed 0');
    expect(csv[1]).toBe('image 0,class 0,class 0,0.900000,class 0,0.900000,0');
  });

  it('a batch under no statistics of its own is not shown, whatever was tested last', async () => {
    const assignment: ProtocolFacts = {
      ...tests.standard,
      name: 'assignment',
      heading: 'Assignment',
      order: 70,
      decision: 'one-to-one',
    };
    const { galleries } = await shown([...one, { protocol: assignment, wrong: [3], images: 20 }]);
    const never = galleries.at(-1)!;
    expect(never.title).toBe('Standard training: wrong in all 3 ways of testing (1 of 20)');
    expect(never.images[0]!.way).toBe('Its batch, balanced batches (batch statistics)');
    expect(never.images[0]!.batch).toHaveLength(10);
  });

  it('of large batches the nearest twelve are shown, and what fills a batch is counted', async () => {
    const twenty: ProtocolFacts = {
      ...tests.balanced,
      composition: { kind: 'balanced', samplesPerClass: 2, classesPerBatch: 10 },
    };
    const { galleries } = await shown([
      { wrong: [], images: 40, batchOf: 20 },
      { protocol: twenty, wrong: [0, 19, 39], images: 40, batchOf: 20 },
    ]);
    const [{ images }] = galleries as [(typeof galleries)[number]];
    expect(
      images.map(({ name, batch, note }) => [name, batch.length, batch[0]!.split(':')[0], note]),
    ).toEqual([
      ['image 0', 12, 'image 0', 'the nearest 12 of 20'],
      ['image 19', 12, 'image 8', 'the nearest 12 of 20'],
      ['image 39', 12, 'image 28', 'the nearest 12 of 20'],
    ]);
    const odd = await shown([
      { wrong: [], images: 13 },
      { protocol: tests.balanced, wrong: [11], images: 13 },
    ]);
    expect(odd.galleries[0]!.images[0]).toMatchObject({ note: 'and 7 that fill the batch and do not count' });
    expect(odd.galleries[0]!.images[0]!.batch).toHaveLength(3);
  });

  it('of many comparisons half are of ways of training, and it is said how many there are', async () => {
    const { galleries, prose } = await shown(
      [4, 8, 16, 32, 64].flatMap((width, index) =>
        [tests.standard, tests.random, tests.balanced].map((protocol, place) => ({
          train: { width },
          protocol,
          wrong: [index, 10 + place],
          images: 20,
        })),
      ),
    );
    // Five arms under two tests with batches, and four arms against the first under three tests.
    expect(prose).toContain('Of 22 comparisons 8 are shown.');
    const pairs = galleries.filter(({ title }) => / (under|after) /.test(title));
    expect(pairs.filter(({ title }) => title.includes(' after '))).toHaveLength(8);
    expect(pairs.filter(({ title }) => title.includes(' under '))).toHaveLength(8);
  });

  it('names from files and classes stay text', async () => {
    const hostile = '"><img src=x onerror=alert(1)>&';
    const { galleries, document } = await shown([
      { wrong: [0], images: 10, name: hostile },
      { protocol: tests.balanced, wrong: [], images: 10, name: hostile },
    ]);
    expect(galleries[0]!.images[0]!.name).toBe(`${hostile} 0`);
    expect([...document.querySelectorAll('img')].map((img) => img.getAttribute('src'))).toEqual([]);
    expect(document.querySelectorAll('[onerror]').length).toBe(0);
  });
});
