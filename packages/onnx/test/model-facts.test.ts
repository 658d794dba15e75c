import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, fromBinary } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { ModelProtoSchema, NodeProtoSchema, type GraphProto } from '../src/generated/onnx_pb.js';
import { modelFacts } from '../src/model-facts.ts';
import { readModel } from '../src/read-model.ts';

/** A fixture, changed. */
function changed(file: string, change: (graph: GraphProto) => void = () => undefined) {
  const proto = fromBinary(
    ModelProtoSchema,
    readFileSync(join(import.meta.dirname, 'fixture', `${file}.onnx`)),
  );
  change(proto.graph!);
  return readModel(proto, file);
}

/** Puts nodes behind the output, which keeps its name. */
function append(graph: GraphProto, ...operators: readonly string[]): void {
  const last = graph.node.at(-1)!;
  const names = ['before', ...operators.slice(1).map((_, at) => `between.${at}`), last.output[0]!];
  last.output[0] = names[0]!;
  operators.forEach((opType, at) =>
    graph.node.push(create(NodeProtoSchema, { opType, input: [names[at]!], output: [names[at + 1]!] })),
  );
}

describe('modelFacts', () => {
  test.each([
    ['logits', []],
    ['probabilities', ['Softmax']],
    ['probabilities', ['Softmax', 'Identity']],
    ['probabilities', ['Softmax', 'Identity', 'Cast']],
    ['probabilities', ['Softmax', 'Clip']],
    ['probabilities', ['LogSoftmax', 'Exp']],
    ['logits', ['LogSoftmax']],
    ['logits', ['Exp']],
    ['logits', ['Softmax', 'Log']],
  ])('%s come out of a graph that ends with %j', (answers, operators) => {
    expect(modelFacts(changed('dynamo', (graph) => append(graph, ...operators))).answers).toBe(answers);
  });

  test.each([
    ['NCHW', 'dynamo', 6],
    ['NHWC', 'keras', 6],
  ])('%s is the layout of %s, whose first convolution has %i channels', (layout, file, width) => {
    expect(modelFacts(changed(file))).toMatchObject({ layout, width });
  });

  test('weights are counted without the statistics of batch norms', () => {
    expect(modelFacts(changed('dynamo')).parameters).toBe(633);
    expect(modelFacts(changed('legacy')).parameters).toBe(633);
  });

  test('batch norms that were exported in train() are named', () => {
    const facts = modelFacts(
      changed('dynamo', ({ node }) => {
        const [norm] = node.filter(({ opType }) => opType === 'BatchNormalization');
        norm!.name = 'node__native_batch_norm_legit_functional__0';
      }),
    );
    expect(facts.givenInTraining).toEqual(['bn1']);
    expect(modelFacts(changed('dynamo')).givenInTraining).toEqual([]);
  });
});

describe('batch norms that were folded', () => {
  test('leave the names of the convolutions with weights that the older exporter computed', () => {
    const { folded } = changed('plain', ({ node, initializer }) => {
      const [first, second] = node.filter(({ opType }) => opType === 'Conv');
      const rename = (from: string, to: string) => {
        initializer.find(({ name }) => name === from)!.name = to;
        for (const { input } of node) if (input.includes(from)) input[input.indexOf(from)] = to;
      };
      rename(first!.input[1]!, 'onnx::Conv_193');
      first!.name = '/layer1/layer1.0/conv1/Conv';
      second!.name = '/conv2/Conv';
    });
    expect(folded).toEqual(['conv1']);
  });

  test('leave nothing where no tool says so', () => {
    const stripped = changed('folded', ({ node }) => {
      for (const each of node) each.metadataProps = [];
    });
    expect([stripped.folded, stripped.batchNorms]).toEqual([[], []]);
    expect(changed('plain').folded).toEqual([]);
  });
});
