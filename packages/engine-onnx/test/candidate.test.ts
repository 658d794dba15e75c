import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { candidatesFrom, onnxruntimeCandidates } from '../src/onnxruntime-candidates.ts';

const folder = await temporaryFolder();
const probe = () => candidatesFrom(join(folder, 'here.js'))[0]!.probe();

describe('the candidate', () => {
  test('says what it is', async () => {
    const found = await onnxruntimeCandidates[0]!.probe();
    expect(found.available && found.description).toMatch(/^ONNX Runtime 1\.\d+\.\d+$/);
  });

  test('says how to install what is not there', async () => {
    expect(await probe()).toEqual({
      available: false,
      reason: 'optional package onnxruntime-node is not installed (npm install onnxruntime-node)',
    });
  });

  test('in WebAssembly is of another package', async () => {
    expect(await candidatesFrom(join(folder, 'here.js'))[1]!.probe()).toEqual({
      available: false,
      reason: 'optional package onnxruntime-web is not installed (npm install onnxruntime-web)',
    });
  });

  test('says in one line why it does not load', async () => {
    const place = join(folder, 'node_modules/onnxruntime-node');
    mkdirSync(place, { recursive: true });
    writeFileSync(
      join(place, 'package.json'),
      JSON.stringify({ name: 'onnxruntime-node', main: 'index.js' }),
    );
    writeFileSync(join(place, 'index.js'), "throw new Error('no binary for this platform\\nat a place')");
    expect(await probe()).toEqual({
      available: false,
      reason: 'onnxruntime-node does not load: no binary for this platform',
    });
  });
});
