import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { imageFolder } from '../../src/index.ts';
import { halves, type Rgb } from '../images/image-files.ts';
import { ingest } from '../ingest.ts';
import { userError } from '../user-error.ts';

const classes: Readonly<Record<string, Rgb>> = {
  n01443537: [200, 30, 30],
  n02099601: [40, 180, 40],
  n07747607: [30, 30, 200],
};
const names = Object.keys(classes);
/** Images of the validation set, in the order of their names, which is not that of their classes. */
const validation = ['n07747607', 'n01443537', 'n02099601', 'n01443537'];

let folder: string;
const root = () => join(folder, 'tiny-imagenet-200');

async function put(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(join(root(), path)), { recursive: true });
  await writeFile(join(root(), path), content);
}

let shade = 0;
const picture = async (colour: Rgb) =>
  halves(colour, [0, 0, shade++ % 256], 64, 64)
    .jpeg()
    .toBuffer();

const line = (name: string, image: number) => `val_${image}.JPEG\t${name}\t0\t10\t63\t63`;
const annotate = async (lines: readonly string[]) => put('val/val_annotations.txt', `${lines.join('\n')}\n`);

/** As the archive of Tiny ImageNet unpacks. */
beforeEach(async () => {
  folder = await temporaryFolder();
  for (const [name, colour] of Object.entries(classes)) {
    await put(`train/${name}/${name}_boxes.txt`, `${name}_0.JPEG\t0\t10\t63\t63\n`);
    for (const image of [0, 1])
      await put(`train/${name}/images/${name}_${image}.JPEG`, await picture(colour));
  }
  for (const [image, name] of validation.entries())
    await put(`val/images/val_${image}.JPEG`, await picture(classes[name]!));
  await annotate(validation.map(line));
  await put('test/images/test_0.JPEG', await picture([9, 9, 9]));
  await put('wnids.txt', names.join('\n'));
  await put('words.txt', names.map((name) => `${name}\tthing`).join('\n'));
});

const read = async (params: object = {}) =>
  ingest(imageFolder, folder, { source: 'tiny-imagenet-200', size: 8, pad: 0, ...params });

describe('Tiny ImageNet, as it unpacks', () => {
  it('has its validation images as test images, in the classes of their list', async () => {
    const run = await read();
    const { info, split } = await run.dataset();
    expect(info.classNames).toEqual(names);
    const [train, test] = [await split('train'), await split('test')];
    expect([...train.labels]).toEqual([0, 0, 1, 1, 2, 2]);
    expect([...test.labels]).toEqual([0, 0, 1, 2]);
    expect(Array.from(test.labels, (_, index) => test.id(index))).toEqual([
      'n01443537/val_1.JPEG',
      'n01443537/val_3.JPEG',
      'n02099601/val_2.JPEG',
      'n07747607/val_0.JPEG',
    ]);
    test.labels.forEach((label, index) => {
      const first = test.image(index).subarray(0, 3);
      const colour = Object.values(classes)[label]!;
      first.forEach((value, channel) => expect(Math.abs(value - colour[channel]!)).toBeLessThan(25));
    });
    expect(run.notes.join()).toContain('1 a folder that is no split');
    expect(run.notes.join()).not.toContain('val_annotations');
  });

  it('may be given as the one split', async () => {
    const run = await read({ source: 'tiny-imagenet-200/val', split: 'test' });
    expect([...(await (await run.dataset()).split('test')).labels]).toEqual([0, 0, 1, 2]);
  });

  it.each([
    ['an image that is not there', [...validation.map(line), line('n02099601', 7)], 5],
    ['an image twice', [...validation.map(line), line('n02099601', 0)], 5],
    ['a line without a class', ['val_0.JPEG'], 1],
  ])('is refused with the line of its list that has %s', async (_, lines, number) => {
    await annotate(lines);
    const { message } = await userError(read());
    expect(message).toBe(
      `${join(root(), 'val/val_annotations.txt')}, line ${number}: expected the name of an image in images/, once, a tab, and its class, received ${JSON.stringify(lines.at(-1))}`,
    );
  });

  it('misses an image without a class, and a class without an image', async () => {
    await annotate(validation.slice(1).map((name, image) => line(name, image + 1)));
    const { message } = await userError(read());
    expect(message).toContain('class n07747607 is missing in test');
    await annotate(validation.slice(0, 3).map(line));
    const { message: missed } = await userError(read());
    expect(missed).toMatch(/1 without a class in val_annotations\.txt \(val\/images\/val_3\.JPEG\)/);
    const run = await read({ onBadImage: 'skip' });
    expect([...(await (await run.dataset()).split('test')).labels]).toEqual([0, 1, 2]);
  });

  it.each(['gone', 'empty', 'full'])(
    'may have been sorted into class folders, the list left behind and the folder of images %s',
    async (images) => {
      for (const [image, name] of validation.entries())
        await put(`val/${name}/val_${image}.JPEG`, await picture(classes[name]!));
      if (images !== 'full') await rm(join(root(), 'val/images'), { recursive: true });
      if (images === 'empty') await mkdir(join(root(), 'val/images'));
      const run = await read();
      expect([...(await (await run.dataset()).split('test')).labels]).toEqual([0, 0, 1, 2]);
    },
  );

  it('needs the folder of images', async () => {
    await rm(join(root(), 'val/images'), { recursive: true });
    const { message } = await userError(read());
    expect(message).toMatch(/val_annotations\.txt, line 1: expected the name of an image/);
  });
});
