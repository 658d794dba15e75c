import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact } from '@batchmates/artifact';
import { createDatasetWriter } from '@batchmates/dataset';
import { temporaryFolder, writeInput } from '@batchmates/stage/testing';
import { parseHTML } from 'linkedom';
import sharp from 'sharp';
import { expect, test } from 'vitest';
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
    })),
  }));
  const csv = await readFile(join(directory, 'tables/images.csv'), 'utf8');
  return {
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
      const classes = [...(wrong ? ['wrong'] : []), ...(self.includes(image) ? ['self'] : [])];
      return [`image ${image}: class ${slot}${answer}`, ...classes].join(' ');
    });
  expect(galleries).toEqual([
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
      title: 'Standard training: wrong in every way of testing (1 of 20)',
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
  expect(csv[0]!.split(',').slice(0, 5)).toEqual([
    'Image',
    'Class',
    'Standard / standard (population statistics)',
    'Standard / standard (population statistics): probability of its class',
    'Standard / standard (population statistics): batch',
  ]);
  expect(csv[1]).toBe('image 0,class 0,class 1,0.011111,0,class 0,0.900000,0');
  expect(csv[12]).toBe('image 11,class 1,class 1,0.900000,1,class 2,0.011111,1');
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
