import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTemporaryWorkspace, type TemporaryWorkspace } from '../src/testing/index.ts';

const files = ['dynamo', 'folded', 'legacy', 'plain', 'without-stats'];
let workspace: TemporaryWorkspace;

beforeAll(async () => {
  workspace = await createTemporaryWorkspace();
  const fixture = join(import.meta.dirname, '../../onnx/test/fixture');
  for (const file of files) {
    await copyFile(join(fixture, `${file}.onnx`), join(workspace.root, `${file}.onnx`));
  }
  await workspace.write('text.onnx', 'what is this?\n');
  const half = await readFile(join(fixture, 'dynamo.onnx'));
  await workspace.write('half.onnx', half.subarray(0, 9000).toString('latin1'));
});

const describeFile = (file: string) => workspace.batchmates(['describe', file]);

describe('batchmates describe <file>.onnx', () => {
  it('lists the batch norms of a model', async () => {
    expect(await describeFile('legacy.onnx')).toEqual({
      code: 0,
      stderr: '',
      stdout: [
        'batch norm  channels  statistics',
        'bn1                6  fixed ones, of the file',
        'bn2                6  fixed ones, of the file',
        'bn3                8  fixed ones, of the file',
        'legacy.onnx: ONNX, opset 17, images [4, 3, 8, 8] to logits [4, 5]; 3 batch norms with fixed statistics: each image is answered for itself',
        '',
      ].join('\n'),
    });
  });

  it('says which models depend on their batch as they are, and which cannot', async () => {
    const [ofBatch, plain] = [await describeFile('without-stats.onnx'), await describeFile('plain.onnx')];
    expect(ofBatch.stdout).toContain(
      '3 of which normalise with the batch: its answers depend on the other images',
    );
    expect(plain.stdout).toContain('no batch norm; exporters often fold them into convolutions');
    expect([ofBatch.code, plain.code]).toEqual([0, 0]);
  });

  it.each([
    [
      'folded.onnx',
      'batchmates: folded.onnx: expected batch norms as nodes of their own, received 3 folded into other layers: bn1, bn2, bn3; export it with torch.onnx.export(..., dynamo=True, optimize=False), after model.eval()\n',
    ],
    [
      'pipelines/../text.onnx',
      /^batchmates: pipelines\/\.\.\/text\.onnx: expected an ONNX file, received [^\n]+\n$/,
    ],
    ['half.onnx', /^batchmates: half\.onnx: expected an ONNX file, received [^\n]+\n$/],
    ['nowhere.onnx', /^batchmates: nowhere\.onnx: expected an ONNX file, received [^\n]+\n$/],
  ])('refuses %s in a line', async (file, message) => {
    const { code, stdout, stderr } = await describeFile(file);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([1, '']);
  });
});
