import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { describeDuplicates, readDuplicates, writeDuplicates, type Duplicates } from '../src/index.ts';

const none: Duplicates = { testInTrain: 0, repeated: {}, contradictory: 0, groups: [] };

describe('duplicates in words', () => {
  test.each<[Partial<Duplicates>, string]>([
    [{}, ''],
    [{ testInTrain: 1 }, '1 image of test is in train, too'],
    [{ testInTrain: 1234 }, '1,234 images of test are in train, too'],
    [
      { repeated: { train: 1, test: 2 } },
      '1 image repeats another one of train; 2 images repeat another one of test',
    ],
    [{ contradictory: 1 }, '1 image has an equal one of another class'],
    [{ contradictory: 2 }, '2 images have an equal one of another class'],
    [
      { testInTrain: 2, repeated: { test: 1 }, contradictory: 3 },
      '2 images of test are in train, too; 1 image repeats another one of test; 3 images have an equal one of another class',
    ],
  ])('%j', (found, words) => {
    expect(describeDuplicates({ ...none, ...found })).toBe(words);
  });
});

describe('duplicates on disk', () => {
  test('come back as they were; a data set without the file has none', async () => {
    const folder = await temporaryFolder();
    expect(await readDuplicates(folder)).toBeUndefined();
    const found: Duplicates = {
      testInTrain: 1,
      repeated: { train: 2 },
      contradictory: 1,
      groups: [
        [
          { split: 'train', id: 'a', label: 0 },
          { split: 'test', id: 'b', label: 1 },
        ],
      ],
    };
    await writeDuplicates(folder, found);
    expect(await readDuplicates(folder)).toEqual(found);
  });

  test.each([
    ['no JSON', '{'],
    ['half an image', JSON.stringify({ ...none, testInTrain: 0.5 })],
    ['half a repeated image', JSON.stringify({ ...none, repeated: { train: 0.5 } })],
    ['half a contradiction', JSON.stringify({ ...none, contradictory: 0.5 })],
    ['an unknown key', JSON.stringify({ ...none, colour: 'red' })],
    ['an image without a class', JSON.stringify({ ...none, groups: [[{ split: 'train', id: 'a' }]] })],
    [
      'an unknown key of an image',
      JSON.stringify({ ...none, groups: [[{ split: 'train', id: 'a', label: 0, size: 1 }]] }),
    ],
  ])('%s is refused', async (_, text) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'duplicates.json'), text);
    await expect(readDuplicates(folder)).rejects.toMatchObject({
      code: 'dataset/bad-duplicates',
      message: `file ${folder}/duplicates.json: expected the list of equal images, received something else; run the ingestion stage again`,
    });
  });

  test('a folder in their place is no absence', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'duplicates.json'));
    await expect(readDuplicates(folder)).rejects.toThrow(/duplicates\.json/);
  });
});
