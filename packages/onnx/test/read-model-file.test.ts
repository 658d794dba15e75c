import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, it } from 'vitest';
import { ModelProtoSchema } from '../src/generated/onnx_pb.js';
import { readModelFile } from '../src/index.ts';

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
      /beside\.onnx: expected its weights in \S+beside\.onnx\.data, received 100 bytes, where there should be \d+ or more$/,
    );
    const alone = join(await temporaryFolder(), 'alone.onnx');
    await copyFile(join(fixture, 'beside.onnx'), alone);
    expect(await answer(alone)).toMatch(
      /alone\.onnx: expected its weights in \S+beside\.onnx\.data, received no such file/,
    );
    expect(await answer(join(fixture, 'nowhere.onnx'))).toMatch(
      /nowhere\.onnx: expected an ONNX file, received no such file/,
    );
  });

  it.each([
    ['../secret', 'expected weights in files beside it, received "../secret"'],
    ['/etc/passwd', 'expected weights in files beside it, received "/etc/passwd"'],
  ])('reads nothing outside its folder: %s', async (location, wanted) => {
    const path = await copied();
    const proto = fromBinary(ModelProtoSchema, await readFile(path));
    proto.graph!.initializer[0]!.externalData.find(({ key }) => key === 'location')!.value = location;
    await writeFile(path, toBinary(ModelProtoSchema, proto));
    expect(await answer(path)).toContain(wanted);
  });

  it.each(['-1', '99999999999', 'many'])('takes no memory for a length of %s', async (length) => {
    const path = await copied();
    const proto = fromBinary(ModelProtoSchema, await readFile(path));
    proto.graph!.initializer[0]!.externalData.find(({ key }) => key === 'length')!.value = length;
    await writeFile(path, toBinary(ModelProtoSchema, proto));
    expect(await answer(path)).toMatch(/expected at most 2147483647 bytes of weights/);
  });
});
