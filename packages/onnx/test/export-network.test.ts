import { fromBinary } from '@bufbuild/protobuf';
import { allRunningMoments, initialState } from '@batchmates/engine';
import { testNetworks } from '@batchmates/engine/testing';
import { createNetwork } from '@batchmates/model-zoo';
import { batchNorms, parameterSpecs, type Network } from '@batchmates/network';
import { describe, expect, it } from 'vitest';
import { exportNetwork, type Normalisation } from '../src/index.ts';
import { ModelProtoSchema, type GraphProto, type ValueInfoProto } from '../src/generated/onnx_pb.js';

const network = createNetwork('cifar-resnet-8', {
  input: { height: 12, width: 10, channels: 3 },
  classes: 3,
  width: 4,
});

function exported(of: Network, normalisation: Normalisation, metadata?: Readonly<Record<string, string>>) {
  const state = initialState(of, 0);
  return fromBinary(
    ModelProtoSchema,
    exportNetwork(of, { state, normalisation, ...(metadata === undefined ? {} : { metadata }) }),
  );
}

function constant(of: Network): Normalisation {
  return { kind: 'constant', moments: allRunningMoments(of, initialState(of, 0)) };
}

const NO_BATCH: Normalisation = { kind: 'by layer', batch: [] };

function allBatch(of: Network): Normalisation {
  return { kind: 'by layer', batch: batchNorms(of).map(({ name }) => name) };
}

function firstBatch(of: Network): Normalisation {
  return {
    kind: 'by layer',
    batch: batchNorms(of)
      .slice(0, 1)
      .map(({ name }) => name),
  };
}

function shapeOf({ type }: ValueInfoProto): readonly (string | number)[] {
  const value = type?.value;
  if (value?.case !== 'tensorType') return [];
  return (value.value.shape?.dim ?? []).map(({ value: extent }) =>
    extent.case === 'dimValue' ? Number(extent.value) : (extent.value ?? '?'),
  );
}

const named = (values: readonly ValueInfoProto[]) =>
  Object.fromEntries(values.map((value) => [value.name, shapeOf(value)]));

/** Names that a graph reads and does not make, reads before they are made, or makes twice. */
function loose({ node, input, initializer }: GraphProto): readonly string[] {
  const known = new Set([...input, ...initializer].map(({ name }) => name));
  const wrong = node.flatMap(({ input: read, output }) => [
    ...read.filter((name) => !known.has(name)),
    ...output.filter((name) => known.size === known.add(name).size),
  ]);
  return wrong;
}

describe('exportNetwork', () => {
  it('writes opset 17, with batches of any size', () => {
    const { opsetImport, graph, producerName, irVersion } = exported(network, constant(network));
    expect(opsetImport.map(({ domain, version }) => [domain, version])).toEqual([['', 17n]]);
    expect([producerName, irVersion, graph!.name]).toEqual(['batchmates', 8n, 'cifar-resnet-8']);
    expect(named(graph!.input)).toEqual({ images: ['batch', 3, 12, 10] });
    expect(named(graph!.output)).toEqual({ logits: ['batch', 3] });
  });

  it('keeps every batch norm as a node of its name, with its tensors under the names of the state', () => {
    const graph = exported(network, constant(network)).graph!;
    const norms = graph.node.filter(({ opType }) => opType === 'BatchNormalization');
    expect(norms.map(({ name }) => name)).toEqual(batchNorms(network).map(({ name }) => name));
    for (const { name, input } of norms)
      expect(input.slice(1)).toEqual(
        ['weight', 'bias', 'running_mean', 'running_var'].map((part) => `${name}.${part}`),
      );
    const names = graph.initializer.map(({ name }) => name);
    for (const { name } of parameterSpecs(network)) expect(names).toContain(name);
  });

  it('writes parameters as they are in the state', () => {
    const state = initialState(network, 0);
    const graph = exported(network, constant(network)).graph!;
    for (const { name } of parameterSpecs(network)) {
      const { dims, rawData } = graph.initializer.find((tensor) => tensor.name === name)!;
      expect(dims.map(Number)).toEqual(state.get(name)!.shape);
      expect(new Float32Array(rawData.slice().buffer)).toEqual(state.get(name)!.data);
    }
  });

  it("gives the batch's moments out, or takes moments in", () => {
    const [batch, input] = [exported(network, allBatch(network)), exported(network, NO_BATCH)];
    const { logits: _, ...moments } = named(batch.graph!.output);
    const { images: __, ...taken } = named(input.graph!.input);
    expect(Object.keys(moments)).toEqual(
      batchNorms(network).flatMap(({ name }) => [`${name}.batch_mean`, `${name}.batch_var`]),
    );
    expect(Object.keys(taken)).toEqual(
      batchNorms(network).flatMap(({ name }) => [`${name}.given_mean`, `${name}.given_var`]),
    );
    expect([moments['stem.bn.batch_mean'], taken['stem.bn.given_var']]).toEqual([[4], [4]]);
  });

  it.each(testNetworks.map((each) => [each.name, each] as const))('is a sound graph: %s', (_, each) => {
    for (const normalisation of [constant(each), allBatch(each), firstBatch(each), NO_BATCH]) {
      const graph = exported(each, normalisation).graph!;
      expect(loose(graph)).toEqual([]);
      const names = graph.node.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('carries metadata', () => {
    const { metadataProps } = exported(network, NO_BATCH, { classes: '["a"]', name: 'é' });
    expect(metadataProps.map(({ key, value }) => [key, value])).toEqual([
      ['classes', '["a"]'],
      ['name', 'é'],
    ]);
  });
});
