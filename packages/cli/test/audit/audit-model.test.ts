import { copyFile, cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { randomStream } from '@batchmates/random';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { WRITTEN_BY } from '../../src/audit/audit-pipeline.ts';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../../src/testing/index.ts';

const fixture = join(import.meta.dirname, '../../../onnx/test/fixture');
const classes = ['ant', 'bee', 'cat', 'dog', 'eel'];
const SIDE = 9;
const PER_CLASS = 8;

let workspace: TemporaryWorkspace;

/** Noise in the colour of each class. */
async function photos(folder: string, names: readonly string[]): Promise<void> {
  for (const [label, name] of names.entries()) {
    await mkdir(join(workspace.root, folder, name), { recursive: true });
    for (let image = 0; image < PER_CLASS; image++) {
      const stream = randomStream(image, name);
      const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, at) =>
        Math.min(255, Math.max(0, 40 * (label + (at % 3)) + 40 * stream.normal())),
      );
      const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
      await sharp(data, { raw })
        .png()
        .toFile(join(workspace.root, folder, name, `${image}.png`));
    }
  }
}

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  await photos('my photos', classes);
  await photos('three', classes.slice(2));
  await photos('one', ['cat']);
  for (const name of ['dynamo', 'folded', 'plain', 'without-stats'])
    await copyFile(join(fixture, `${name}.onnx`), join(workspace.root, `${name}.onnx`));
  const ids = classes.flatMap((name) =>
    Array.from({ length: PER_CLASS }, (_, image) => `${name}/${image}.png`),
  );
  await workspace.write('order.csv', ['id', ...ids.toReversed()].join('\n'));
});

const asked = ['--images', 'my photos', '--batch-size', '10'];

describe('batchmates audit model.onnx', () => {
  test('writes a pipeline, runs it, and ends with tables and a sentence', async () => {
    const options = ['--trained-on', 'pk', '--served-as', 'stream', '--order', 'order.csv', '--seed', '3'];
    const { code, stdout, stderr } = await workspace.batchmates([
      'audit',
      'dynamo.onnx',
      ...asked,
      ...options,
    ]);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(
      /^pipelines\/audit-dynamo\/pipeline\.yaml written: images resized to 8 pixels, of which the middle 8 is seen; /,
    );
    expect(stdout).toMatch(
      /^measured in balanced batches of 10 \(5 classes × 2\) this model errs on \d+\.\d\s%, served in batches of 10 in the order of the data set on /m,
    );
    expect(stdout).toMatch(/label gain/i);
    expect(stdout.trimEnd()).toMatch(
      /The report, with figures: artifacts\/audit-dynamo\/report\/report\.html$/,
    );
    const text = await workspace.read('pipelines/audit-dynamo/pipeline.yaml');
    expect(text).toContain(
      "#   npx batchmates audit dynamo.onnx --images 'my photos' --batch-size 10 --trained-on pk --served-as stream --order order.csv --seed 3",
    );
    expect(text).toContain('source: ../../my photos');
    expect(text).toContain('order: ../../order.csv');
  });

  test('audits again with what is changed, and takes the rest from the cache', async () => {
    const { code, stdout, stderr } = await workspace.batchmates([
      'audit',
      'dynamo.onnx',
      ...asked,
      '--training-images',
      'my photos',
    ]);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^measured in random batches of 10 this model errs on .*, served alone on /m);
    expect(await workspace.read('pipelines/audit-dynamo/pipeline.yaml')).toContain('statistics: population');
  });

  test('of a model without batch norm says that it cannot depend on its batchmates', async () => {
    const { code, stdout, stderr } = await workspace.batchmates(['audit', 'plain.onnx', ...asked]);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain('this model cannot depend on batchmates: it has no batch norm');
  });

  test.each([
    [
      'no images',
      ['dynamo.onnx', '--batch-size', '10'],
      'batchmates audit dynamo.onnx: expected --images <folder> and --batch-size <images>, received --batch-size; images as <class>/<image>',
    ],
    ['no batch size', ['dynamo.onnx', '--images', 'my photos'], 'received --images; '],
    [
      'an unknown composition',
      ['dynamo.onnx', ...asked, '--trained-on', 'balance'],
      'option --trained-on balance: expected random, balanced, pk, sorted, stream; did you mean "balanced"?',
    ],
    ['an unknown protocol', ['dynamo.onnx', ...asked, '--served-as', 'strem'], 'did you mean "stream"?'],
    [
      'a folded model',
      ['folded.onnx', ...asked],
      'received 3 folded into other layers: bn1, bn2, bn3; export it with torch.onnx.export(..., dynamo=True, optimize=False)',
    ],
    ['a model that is not there', ['nowhere.onnx', ...asked], 'nowhere.onnx: expected an ONNX file'],
    [
      'a folder without classes',
      ['dynamo.onnx', '--images', 'one', '--batch-size', '10'],
      'option --images one: expected a folder with two or more class folders of images, received one, cat',
    ],
    [
      'too few classes',
      ['dynamo.onnx', '--images', 'three', '--batch-size', '10'],
      'class folders in three: expected 5, the outputs of dynamo.onnx, received 3; give images of all its classes',
    ],
    ['batches larger than the images', ['dynamo.onnx', '--images', 'my photos', '--batch-size', '41'], '41'],
    [
      'numbers that are none',
      ['dynamo.onnx', ...asked, '--mean', '0.5,,0.5'],
      'expected numbers with commas',
    ],
    [
      'a folder that is not there',
      ['dynamo.onnx', '--images', 'nowhere', '--batch-size', '10'],
      'option --images nowhere: expected a folder, received nothing there',
    ],
    [
      'an order that is not there',
      ['dynamo.onnx', ...asked, '--order', 'nowhere.csv'],
      'option --order nowhere.csv: expected a file, received nothing there',
    ],
    ['a mean alone', ['dynamo.onnx', ...asked, '--mean', '0,0,0'], 'options --mean and --std: expected both'],
    [
      'a mean of pixels up to 255',
      ['dynamo.onnx', ...asked, '--mean', '123,116,103', '--std', '0.2,0.2,0.2'],
      'options --mean and --std: expected those of pixels scaled to 0-1, received 123; divide by 255',
    ],
    [
      'a model without statistics',
      ['without-stats.onnx', ...asked],
      '3 batch norms of without-stats.onnx (bn1 ...): expected fixed statistics in the file, to compare with, received none: they normalise with their batch; add --training-images <folder>',
    ],
    [
      'options of a model without one',
      ['--batches', 'order.csv', '--trained-on', 'pk', '--no-layers'],
      'batchmates audit: expected a model file with --trained-on, --no-layers, received none',
    ],
    [
      'a model and batches',
      ['dynamo.onnx', ...asked, '--batches', 'order.csv'],
      'received dynamo.onnx and order.csv',
    ],
  ])('refuses %s in a line', async (_, options, message) => {
    const { code, stderr } = await workspace.batchmates(['audit', ...options]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  test('refuses the folder of all splits', async () => {
    const at = (...path: string[]) => join(workspace.root, ...path);
    for (const split of ['train', 'val']) await cp(at('my photos'), at('splits', split), { recursive: true });
    const { code, stderr } = await workspace.batchmates([
      'audit',
      'dynamo.onnx',
      '--images',
      'splits',
      '--batch-size',
      '10',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'option --images splits: expected the folder of one split, as <class>/<image>, received one of splits, train, val; give one of them, e.g. --images splits/val',
    );
  });

  test('leaves a pipeline alone that somebody else wrote', async () => {
    await copyFile(join(fixture, 'dynamo.onnx'), join(workspace.root, 'mine.onnx'));
    await workspace.write('pipelines/audit-mine/pipeline.yaml', 'name: audit-mine\nstages: {}\n');
    const { code, stderr } = await workspace.batchmates(['audit', 'mine.onnx', ...asked]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /pipeline file .*audit-mine\/pipeline\.yaml: expected none, or the audit of .*mine\.onnx, received another pipeline; give this audit a name of its own: --name <name>/,
    );
    expect(await workspace.read('pipelines/audit-mine/pipeline.yaml')).toContain('stages: {}');
  });

  test('says where a pipeline that it wrote is no YAML any more', async () => {
    await copyFile(join(fixture, 'dynamo.onnx'), join(workspace.root, 'broken.onnx'));
    const text = `${WRITTEN_BY}\nname: audit-broken\nstages:\n  a: b: c\n`;
    await workspace.write('pipelines/audit-broken/pipeline.yaml', text);
    const { code, stderr } = await workspace.batchmates(['audit', 'broken.onnx', ...asked]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^batchmates: pipeline file .*audit-broken\/pipeline\.yaml: expected YAML, as this command wrote it, received .* at line 4, column 6; mend it or remove it, or .*--name <name>\n$/,
    );
    expect(await workspace.read('pipelines/audit-broken/pipeline.yaml')).toBe(text);
  });

  test('leaves the audit of another model of the same name alone, and takes another name', async () => {
    await workspace.write('other/keep', '');
    await copyFile(join(fixture, 'plain.onnx'), join(workspace.root, 'other/dynamo.onnx'));
    const other = ['audit', 'other/dynamo.onnx', ...asked];
    const { code, stderr } = await workspace.batchmates(other);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /expected none, or the audit of .*other\/dynamo\.onnx, received the audit of .*dynamo\.onnx; give/,
    );
    const named = await workspace.batchmates([...other, '--name', 'the other (2)', '--no-layers']);
    expect(named.code, named.stdout + named.stderr).toBe(0);
    expect(named.stdout).toMatch(/^pipelines\/audit-the-other-2-\/pipeline\.yaml written/);
  });

  test('takes class folders that are links', async () => {
    await mkdir(join(workspace.root, 'linked'));
    for (const name of classes)
      await symlink(join(workspace.root, 'my photos', name), join(workspace.root, 'linked', name));
    const options = ['--images', 'linked', '--batch-size', '10', '--no-layers'];
    const { code, stdout, stderr } = await workspace.batchmates(['audit', 'dynamo.onnx', ...options]);
    expect(code, stdout + stderr).toBe(0);
  });
});
