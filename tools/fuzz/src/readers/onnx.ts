import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readModelFile, withNormalisation } from '@batchmates/onnx';
import { expectRight, type FuzzedReader } from '../fuzzed-reader.ts';

const fixture = join(import.meta.dirname, '../../../../packages/onnx/test/fixture');

/** Models of PyTorch: with weights inside, with weights beside the file, for one batch size. */
export const onnx: FuzzedReader = {
  name: 'onnx',
  samples: () =>
    Promise.all(['legacy', 'beside', 'dynamo'].map((file) => readFile(join(fixture, `${file}.onnx`)))),
  async read(bytes, folder) {
    await copyFile(join(fixture, 'beside.onnx.data'), join(folder, 'beside.onnx.data'));
    const file = join(folder, 'model.onnx');
    await writeFile(file, bytes);
    const model = await readModelFile(file);
    const names = model.batchNorms.map(({ name }) => name);
    expectRight(new Set(names).size === names.length, 'a name for each batch norm');
    expectRight(
      model.batchNorms.every(
        ({ channels, moments }) =>
          channels > 0 &&
          (moments === undefined ||
            (moments.mean.length === channels && moments.variance.length === channels)),
      ),
      'moments for each channel',
    );
    const rewritten = withNormalisation(model, { kind: 'by layer', batch: names });
    expectRight(rewritten.length > 0, 'a file with other statistics');
  },
};
