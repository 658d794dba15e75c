import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import opentype from 'opentype.js';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { families } from '../../src/glyphs/families.ts';
import { loadTypeface } from '../../src/glyphs/load-typeface.ts';
import { glyphs } from '../../src/index.ts';
import { ingest } from '../ingest.ts';
import { userError } from '../user-error.ts';

const small = { trainPerClass: 6, testPerClass: 3 };
const require = createRequire(import.meta.url);

test('letters are classes of equal size, padded, from families of one split only', async () => {
  const folder = await temporaryFolder();
  const run = await ingest(glyphs, folder, small);
  const dataset = await run.dataset();
  expect(dataset.info).toMatchObject({ shape: { height: 40, width: 40, channels: 3 }, padding: 4 });
  expect(dataset.info.classNames.join('')).toBe('ABCDEFGHIJ');
  for (const [name, count] of [
    ['train', 6],
    ['test', 3],
  ] as const) {
    const split = await dataset.split(name);
    const perClass = new Array<number>(10).fill(0);
    const known = families[name].map((family) => family.name);
    for (let index = 0; index < split.length; index++) {
      perClass[split.labels[index]!]!++;
      const [letter, family] = split.id(index).split(':');
      expect(known).toContain(family);
      expect(letter).toBe(dataset.info.classNames[split.labels[index]!]);
      expect(new Set(split.image(index)).size).toBeGreaterThan(4);
    }
    expect(perClass).toEqual(new Array(10).fill(count));
  }
});

test('the same seed draws the same images, whatever their number; another seed others', async () => {
  const folder = await temporaryFolder();
  const bytes = async (params: z.input<typeof glyphs.params>) => {
    const train = await (await (await ingest(glyphs, folder, params)).dataset()).split('train');
    return Array.from({ length: train.length }, (_, index) => Buffer.from(train.image(index)));
  };
  const first = await bytes({ trainPerClass: 3, testPerClass: 1 });
  const more = await bytes({ trainPerClass: 4, testPerClass: 2 });
  expect(first.every((image, index) => image.equals(more[index]!))).toBe(true);
  const other = await bytes({ trainPerClass: 3, testPerClass: 1, seed: 1 });
  expect(first.some((image, index) => image.equals(other[index]!))).toBe(false);
});

test('without distortion, clutter, blur and noise two colours and their mixtures are left', async () => {
  const folder = await temporaryFolder();
  const difficulty = { distortion: 0, clutter: 0, blur: 0, noise: 0, contrast: 0.4 };
  const run = await ingest(glyphs, folder, { ...small, letters: 'XY2', pad: 0, difficulty });
  const train = await (await run.dataset()).split('train');
  const image = train.image(0);
  const ground = image.subarray(0, 3);
  expect([...image.subarray(-3)]).toEqual([...ground]);
  const inked = Array.from({ length: 32 * 32 }, (_, at) => image.subarray(3 * at, 3 * at + 3)).filter(
    (pixel) => pixel.some((value, channel) => Math.abs(value - ground[channel]!) > 8),
  );
  expect(inked.length).toBeGreaterThan(40);
  expect(inked.length).toBeLessThan(600);
});

test('57 families, none in both splits, every style in both, all free to use', async () => {
  const names = [...families.train, ...families.test].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBe(57);
  const styles = (split: keyof typeof families) => new Set(families[split].map(({ style }) => style));
  expect(styles('train')).toEqual(styles('test'));
  for (const name of names) {
    const { license } = require(`@fontsource/${name}/package.json`) as { license: string };
    expect(['OFL-1.1', 'Apache-2.0'], name).toContain(license);
  }
});

test('outlines keep every contour and curve of the typeface', async () => {
  for (const [family, letter] of [
    ['questrial', 'D'],
    ['righteous', 'D'],
    ['audiowide', 'G'],
    ['ultra', 'G'],
  ] as const) {
    const { faces } = await loadTypeface(family, [letter]);
    const file = join(
      require.resolve(`@fontsource/${family}/package.json`),
      '..',
      'files',
      `${family}-latin-400-normal.woff`,
    );
    const bytes = await readFile(file);
    const font = opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const { commands } = font.charToGlyph(letter).getPath(0, 0, 1000);
    const curves = (kinds: string) => commands.filter(({ type }) => kinds.includes(type)).length;
    const drawn = (kinds: RegExp) => (faces[0]![letter]!.svg.replace(/^.* d=/, '').match(kinds) ?? []).length;
    expect(drawn(/[QC]/g), `${family} ${letter}`).toBe(curves('QC'));
    expect(drawn(/M/g), `${family} ${letter}`).toBe(curves('M'));
  }
});

test('letters that no typeface of the Latin alphabet has are refused when the pipeline is read', async () => {
  expect(glyphs.params.safeParse({ letters: 'ABA' }).error?.message).toContain('each letter once');
  expect(glyphs.params.safeParse({ letters: 'Aé' }).success).toBe(false);
  expect((await userError(loadTypeface('lato', ['\u4e00']))).message).toContain('an outline for "\u4e00"');
});
