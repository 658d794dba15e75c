import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  type GraphProto,
  type ModelProto,
} from '../src/generated/onnx_pb.js';
import { decodeModel } from '../src/decode-model.ts';
import { readModel } from '../src/read-model.ts';

const read = (file: string) => readFileSync(join(import.meta.dirname, 'fixture', `${file}.onnx`));
const model = (file: string) => readModel(decodeModel(read(file), file), file);

/** The answer to a file that was changed. */
function answer(change: (graph: GraphProto, proto: ModelProto) => void, file = 'legacy'): string {
  const proto = fromBinary(ModelProtoSchema, read(file));
  change(proto.graph!, proto);
  return message(toBinary(ModelProtoSchema, proto));
}

function message(bytes: Uint8Array): string {
  try {
    readModel(decodeModel(bytes, 'model.onnx'), 'model.onnx');
    return 'read';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('readModel', () => {
  it.each([
    ['dynamo', 20, ['batch', 3, 8, 8]],
    ['legacy', 17, [4, 3, 8, 8]],
    ['legacy-opset9', 9, [4, 3, 8, 8]],
  ])('finds the batch norms of %s by their names in PyTorch', (file, opset, shape) => {
    const { batchNorms, folded, input, output, ...read } = model(file);
    expect(batchNorms.map(({ name, channels }) => [name, channels])).toEqual([
      ['bn1', 6],
      ['bn2', 6],
      ['bn3', 8],
    ]);
    expect([read.opset, input, output.name, folded]).toEqual([
      opset,
      { name: 'images', shape },
      'logits',
      [],
    ]);
    for (const { moments, channels } of batchNorms) {
      expect([moments!.mean.length, moments!.variance.length]).toEqual([channels, channels]);
      expect(Math.min(...moments!.variance)).toBeGreaterThan(0);
    }
  });

  it('finds batch norms that compute their moments, and tells them from others', () => {
    const { batchNorms } = model('without-stats');
    expect(batchNorms.map(({ name, moments }) => [name, moments])).toEqual([
      ['bn1', undefined],
      ['bn2', undefined],
      ['bn3', undefined],
    ]);
  });

  it.each([9n, 13n, 14n, 17n])('knows batch norms in training mode, of opset %s', (version) => {
    const proto = decodeModel(read('legacy'), 'legacy');
    proto.opsetImport[0]!.version = version;
    const [norm] = proto.graph!.node.filter(({ opType }) => opType === 'BatchNormalization');
    norm!.output.push('running_mean_out', 'running_var_out');
    if (version >= 14n) {
      norm!.attribute = norm!.attribute.filter(({ name }) => name !== 'training_mode');
      norm!.attribute.push(
        create(AttributeProtoSchema, { name: 'training_mode', type: AttributeType.INT, i: 1n }),
      );
    }
    const moments = readModel(proto, 'legacy').batchNorms.map((each) => each.moments === undefined);
    expect(moments).toEqual([true, false, false]);
  });

  it('reads constants in every form', () => {
    const proto = decodeModel(read('legacy'), 'legacy');
    const graph = proto.graph!;
    const mean = graph.initializer.find(({ name }) => name === 'bn1.running_mean')!;
    graph.initializer = graph.initializer.filter((tensor) => tensor !== mean);
    const attribute = [create(AttributeProtoSchema, { name: 'value_floats', floats: [1, 2, 3, 4, 5, 6] })];
    graph.node.unshift(create(NodeProtoSchema, { opType: 'Constant', output: [mean.name], attribute }));
    expect(readModel(proto, 'legacy').batchNorms[0]!.moments!.mean).toEqual(
      Float32Array.of(1, 2, 3, 4, 5, 6),
    );
  });

  it('knows the channels of batch norms whose scale is computed, as without one of their own', () => {
    const proto = decodeModel(read('legacy'), 'legacy');
    const graph = proto.graph!;
    const [norm] = graph.node.filter(({ opType }) => opType === 'BatchNormalization');
    graph.node.unshift(
      create(NodeProtoSchema, { opType: 'Abs', input: [norm!.input[1]!], output: ['ones'] }),
    );
    norm!.input[1] = 'ones';
    expect(readModel(proto, 'legacy').batchNorms[0]).toMatchObject({ channels: 6 });
  });

  it('names the batch norms that PyTorch folded', () => {
    expect(model('folded')).toMatchObject({ batchNorms: [], folded: ['bn1', 'bn2', 'bn3'] });
    expect(model('plain')).toMatchObject({ batchNorms: [], folded: [] });
  });

  it('falls back on names of nodes, and on outputs where these are not unique', () => {
    const proto = fromBinary(ModelProtoSchema, read('legacy'));
    const graph = proto.graph!;
    const norms = graph.node.filter(({ opType }) => opType === 'BatchNormalization');
    const [first, second, third] = norms;
    second!.input[1] = first!.input[1]!;
    first!.name = '';
    third!.name = second!.name;
    third!.input = [third!.input[0]!, ...second!.input.slice(1)];
    const names = readModel(proto, 'shared').batchNorms.map(({ name }) => name);
    expect(names).toEqual([first!.output[0], second!.name, third!.output[0]]);
  });

  it.each([
    [
      'nothing',
      () => new Uint8Array(),
      /^model\.onnx: expected an ONNX file, received other bytes \(no graph\)$/,
    ],
    ['a text', () => Buffer.from('what is this?'), /^model\.onnx: expected an ONNX file, received \S/],
    [
      'half a file',
      () => read('dynamo').subarray(0, 9000),
      /^model\.onnx: expected an ONNX file, received \S/,
    ],
  ])('refuses %s', (_, bytes, wanted) => {
    expect(message(bytes())).toMatch(wanted);
  });

  it.each<[string, (graph: GraphProto, proto: ModelProto) => void, string]>([
    [
      'old operators',
      (_, proto) => (proto.opsetImport[0]!.version = 8n),
      'expected operators of version 9 or later, received version 8; export the network again, with opset 17 or later',
    ],
    [
      'two inputs',
      (graph) => graph.input.push({ ...graph.input[0]!, name: 'mask' }),
      'expected one input, float32 of 4 dimensions: a batch of images, received images float32 [4, 3, 8, 8]; mask float32 [4, 3, 8, 8]',
    ],
    [
      'images of another type',
      (graph) => {
        const type = graph.input[0]!.type!.value;
        if (type.case === 'tensorType') type.value.elemType = DataType.UINT8;
      },
      'received images uint8',
    ],
    [
      'several outputs',
      (graph) => graph.output.push({ ...graph.output[0]!, name: 'features' }),
      'expected one output, float32 of 2 dimensions: a row of classes for each image, received logits float32 [4, 5]; features float32 [4, 5]',
    ],
    [
      'weights of batch norms in half precision',
      (graph) => {
        graph.initializer.find(({ name }) => name === 'bn2.weight')!.dataType = DataType.FLOAT16;
      },
      'expected weight of batch norm bn2 in float32, received none that is a constant of the file; export',
    ],
    [
      'moments that the file computes from its constants',
      (graph) => {
        const norm = graph.node.find(({ opType }) => opType === 'BatchNormalization')!;
        graph.node.unshift(
          create(NodeProtoSchema, { opType: 'Neg', input: ['bn1.running_mean'], output: ['negative'] }),
        );
        norm.input[3] = 'negative';
      },
      'expected mean and variance of batch norm bn1, 6 values each in float32, received none that is a constant',
    ],
    [
      'moments of another length',
      (graph) => {
        const norm = graph.node.find(({ opType }) => opType === 'BatchNormalization')!;
        norm.input[3] = 'bn3.running_mean';
      },
      'expected mean and variance of batch norm bn1, 6 values each',
    ],
    [
      'batch norms in branches',
      (graph) => {
        const norm = graph.node.find(({ opType }) => opType === 'BatchNormalization')!;
        const branch = create(GraphProtoSchema, { node: [norm] });
        graph.node.push(
          create(NodeProtoSchema, { opType: 'If', attribute: [{ name: 'then_branch', g: branch }] }),
        );
      },
      'expected batch norms in the main graph, received some within a function, a loop or a branch',
    ],
  ])('refuses %s', (_, change, wanted) => {
    expect(answer(change)).toContain(`model.onnx: `);
    expect(answer(change)).toContain(wanted);
    expect(answer(change)).not.toContain('\n');
  });
});
