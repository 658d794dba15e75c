import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, it } from 'vitest';
import { ModelProtoSchema } from '../src/generated/onnx_pb.js';
import { readModelFile, weightFiles } from '../src/index.ts';

const fixture = join(import.meta.dirname, 'fixture');

/** The model with its weights beside it, in a folder of its own. */
async function copied(): Promise<string> {
  const folder = await temporaryFolder();
  for (const file of ['beside.onnx', 'beside.onnx.data'])
    await copyFile(join(fixture, file), join(folder, file));
  return join(folder, 'beside.onnx');
}

async function answer(path: string): Promise<string> {
  return readModelFile(path).then(
    () => 'read',
    (error: unknown) => (error as Error).message,
  );
}

describe('readModelFile', () => {
  it('reads weights that are kept beside the file', async () => {
    const [beside, inside] = await Promise.all(
      ['beside', 'dynamo'].map((file) => readModelFile(join(fixture, `${file}.onnx`))),
    );
    expect(beside!.batchNorms.map(({ moments }) => moments)).toEqual(
      inside!.batchNorms.map(({ moments }) => moments),
    );
    const weights = (model: typeof beside) =>
      new Map(
        model!.graph.initializer.map(({ name, rawData }) => [name, Buffer.from(rawData).toString('hex')]),
      );
    expect(weights(beside)).toEqual(weights(inside));
  });

  it('says which file is absent or too short', async () => {
    const path = await copied();
    await truncate(`${path}.data`, 100);
    expect(await answer(path)).toMatch(
      /beside\.onnx: expected weights of \S+ in \S+beside\.onnx\.data, received 100 bytes, where there should be \d+ or more$/,
    );
    const alone = join(await temporaryFolder(), 'alone.onnx');
    await copyFile(join(fixture, 'beside.onnx'), alone);
    expect(await answer(alone)).toMatch(
      /alone\.onnx: expected weights of \S+ in \S+beside\.onnx\.data, received no such file/,
    );
    expect(await answer(join(fixture, 'nowhere.onnx'))).toMatch(
      /nowhere\.onnx: expected an ONNX file, received no such file/,
    );
  });

  it.each([
    [
      'location',
      '../secret',
      /expected weights of \S+ in its own folder, .* received \{"location":"\.\.\/secret"/,
    ],
    ['location', '/etc/passwd', /expected weights of \S+ in its own folder, /],
    ['location', '', /expected weights of \S+ in its own folder, /],
    ['length', '-1', /at a place given in whole numbers, received \{.*"length":"-1"/],
    ['length', 'many', /at a place given in whole numbers/],
    ['offset', '1e3', /at a place given in whole numbers/],
    ['length', '99999999999', /received \d+ bytes, where there should be \d+ or more/],
  ])('refuses %s "%s"', async (key, value, wanted) => {
    expect(await answer(await changed(key, value))).toMatch(wanted);
  });

  it('reads a file in a folder below, and to its end where no length is given', async () => {
    expect(await answer(await changed('location', './beside.onnx.data'))).toBe('read');
    const path = await copied();
    const proto = fromBinary(ModelProtoSchema, await readFile(path));
    const last = proto.graph!.initializer.findLast(({ externalData }) => externalData.length > 0)!;
    last.externalData = last.externalData.filter(({ key }) => key !== 'length');
    await writeFile(path, toBinary(ModelProtoSchema, proto));
    expect(await answer(path)).toBe('read');
  });
});

describe('weightFiles', () => {
  it('are the files beside a model in which its weights are', async () => {
    const path = await copied();
    expect(weightFiles(path)).toEqual([`${path}.data`]);
    expect(weightFiles(await changed('location', 'of/one'))).toEqual([
      expect.stringMatching(/of[/\\]one$/) as string,
      expect.stringMatching(/beside\.onnx\.data$/) as string,
    ]);
    expect(weightFiles(join(fixture, 'dynamo.onnx'))).toEqual([]);
    for (const none of [`${path}.data`, `${path}.gone`, fixture]) expect(weightFiles(none)).toEqual([]);
  });
});

/** The model with another value in the place of its first tensor's weights. */
async function changed(key: string, value: string): Promise<string> {
  const path = await copied();
  const proto = fromBinary(ModelProtoSchema, await readFile(path));
  const first = proto.graph!.initializer.find(({ externalData }) => externalData.length > 0)!;
  first.externalData.find((entry) => entry.key === key)!.value = value;
  await writeFile(path, toBinary(ModelProtoSchema, proto));
  return path;
}
