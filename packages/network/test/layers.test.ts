import { describe, expect, test } from 'vitest';
import {
  batchNorms,
  ghostSize,
  inferShapes,
  layerKinds,
  layersWithGradient,
  networkSchema,
  parameterSpecs,
  type Layer,
  type Network,
} from '../src/index.ts';
import * as kinds from '../src/layers/index.ts';

/** One layer of every kind; a new kind is missing here until it is added. */
const layers: { readonly [Kind in Layer['kind']]: Extract<Layer, { kind: Kind }> } = {
  conv: { kind: 'conv', name: 'conv', input: 'images', channels: 6, size: 3, stride: 1, padding: 1 },
  batchNorm: { kind: 'batchNorm', name: 'bn', input: 'conv', epsilon: 1e-5, momentum: 0.1 },
  groupNorm: { kind: 'groupNorm', name: 'gn', input: 'bn', groups: 3, epsilon: 1e-5 },
  relu: { kind: 'relu', name: 'relu', input: 'gn' },
  add: { kind: 'add', name: 'add', inputs: ['relu', 'conv'] },
  maxPool: { kind: 'maxPool', name: 'max', input: 'add', size: 2, stride: 2, padding: 0 },
  padChannels: { kind: 'padChannels', name: 'pad', input: 'max', channels: 8 },
  globalAveragePool: { kind: 'globalAveragePool', name: 'pool', input: 'pad' },
  dense: { kind: 'dense', name: 'fc', input: 'pool', units: 3 },
};

const everyKind: Network = {
  name: 'every kind',
  input: { height: 8, width: 6, channels: 2 },
  classes: 3,
  layers: Object.values(layers),
};

test('a kind is listed under its own name', () => {
  for (const [name, { kind }] of Object.entries(kinds)) expect(kind).toBe(name);
  expect([...layerKinds].sort()).toEqual(Object.keys(layers).sort());
});

test('a network of every kind survives JSON and fits', () => {
  expect(networkSchema.parse(JSON.parse(JSON.stringify(everyKind)))).toEqual(everyKind);
  expect(inferShapes(everyKind).get('pad')).toEqual({ height: 4, width: 3, channels: 8 });
});

describe.each(Object.values(layers))('a layer $kind', (layer) => {
  test('refuses keys it does not have, and missing ones', () => {
    const read = (changed: object) => networkSchema.safeParse({ ...everyKind, layers: [changed] }).success;
    expect(read(layer)).toBe(true);
    expect(read({ ...layer, bias: true })).toBe(false);
    expect(read({ ...layer, name: undefined })).toBe(false);
  });
});

test('norms have scale and shift, batch norm alone has statistics', () => {
  const ofNorms = parameterSpecs(everyKind).filter(({ layer }) => layer === 'bn' || layer === 'gn');
  expect(ofNorms.map(({ name, role, shape }) => [name, role, ...shape])).toEqual([
    ['bn.weight', 'gamma', 6],
    ['bn.bias', 'beta', 6],
    ['gn.weight', 'gamma', 6],
    ['gn.bias', 'beta', 6],
  ]);
  expect(batchNorms(everyKind)).toEqual([{ name: 'bn', positions: 48, channels: 6, momentum: 0.1 }]);
});

test('of a ghost batch norm is known how many images it normalises together', () => {
  const withGhost = (ghost: number) => ({
    ...everyKind,
    layers: everyKind.layers.map((layer) => (layer.kind === 'batchNorm' ? { ...layer, ghost } : layer)),
  });
  expect([batchNorms(withGhost(4))[0]?.ghost, ghostSize(withGhost(4)), ghostSize(everyKind)]).toEqual([
    4,
    4,
    undefined,
  ]);
  expect([1, 0, 2.5].map((ghost) => networkSchema.safeParse(withGhost(ghost)).success)).toEqual([
    ...[true, false, false],
  ]);
});

test('gradients are of use from the first layer with parameters on', () => {
  const early: Layer = { kind: 'relu', name: 'early', input: 'images' };
  const first = { ...layers.conv, input: 'early' };
  const network = { ...everyKind, layers: [early, first, ...everyKind.layers.slice(1)] };
  const names = layersWithGradient(network);
  expect(names.has('early')).toBe(false);
  expect(network.layers.slice(1).every(({ name }) => names.has(name))).toBe(true);
});
