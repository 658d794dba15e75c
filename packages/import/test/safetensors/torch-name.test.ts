import { stateSpecs } from '@batchmates/engine';
import { createNetwork } from '@batchmates/model-zoo';
import { expect, test } from 'vitest';
import { torchName } from '../../src/safetensors/torch-name.ts';

test.each([
  ['stem.conv.weight', 'conv1.weight'],
  ['stem.bn.running_mean', 'bn1.running_mean'],
  ['stage1.block1.conv1.weight', 'layer1.0.conv1.weight'],
  ['stage4.block12.bn3.running_var', 'layer4.11.bn3.running_var'],
  ['stage2.block1.shortcut.conv.weight', 'layer2.0.downsample.0.weight'],
  ['stage2.block1.shortcut.bn.bias', 'layer2.0.downsample.1.bias'],
  ['fc.weight', 'fc.weight'],
])('%s is %s', (ours, theirs) => {
  expect(torchName(ours)).toBe(theirs);
});

test('no two tensors have one name', () => {
  const input = { height: 32, width: 32, channels: 3 };
  const names = stateSpecs(createNetwork('resnet-50', { input, classes: 2, width: 2 })).map(({ name }) =>
    torchName(name),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(
    names.every((name) => /^(conv1|bn1|layer[1-4]\.\d\.(conv\d|bn\d|downsample\.[01])|fc)\./.test(name)),
  ).toBe(true);
});
