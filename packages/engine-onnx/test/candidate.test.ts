import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { candidateFrom, onnxruntimeCandidate } from '../src/onnxruntime-candidate.ts';

const folder = await temporaryFolder();
const probe = () => candidateFrom(join(folder, 'here.js')).probe();

describe('the candidate', () => {
  test('says what it is', async () => {
    const found = await onnxruntimeCandidate.probe();
    expect(found.available && found.description).toMatch(/^ONNX Runtime 1\.\d+\.\d+$/);
  });

  test('says how to install what is not there', async () => {
    expect(await probe()).toEqual({
      available: false,
      reason: 'optional package onnxruntime-node is not installed (npm install onnxruntime-node)',
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
