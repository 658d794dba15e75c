import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { onnxruntimeCandidates } from '../src/index.ts';
import { findWebRuntime, readWebRuntime } from '../src/web-runtime.ts';

const wasm = await onnxruntimeCandidates[1]!.probe();

describe('ONNX Runtime for browsers', () => {
  test('that is not installed: says what to install, in one line', async () => {
    const folder = await temporaryFolder();
    expect(() => findWebRuntime(join(folder, 'here.js'))).toThrow(
      /^optional package onnxruntime-web, which runs ONNX models in browsers: expected version 1\.30 or later, received not installed; npm install onnxruntime-web$/,
    );
  });

  test('of a version with other files is refused', async () => {
    const folder = await temporaryFolder();
    const place = join(folder, 'node_modules/onnxruntime-web');
    mkdirSync(join(place, 'dist'), { recursive: true });
    writeFileSync(
      join(place, 'package.json'),
      JSON.stringify({ name: 'onnxruntime-web', main: 'dist/ort.js' }),
    );
    writeFileSync(join(place, 'dist/ort.js'), '');
    expect(() => findWebRuntime(join(folder, 'here.js'))).toThrow(
      'received a version without dist/ort.wasm.min.mjs',
    );
  });

  test.skipIf(!wasm.available)(
    'comes with its licence (skipped where onnxruntime-web is not installed)',
    async () => {
      const found = findWebRuntime();
      const files = await readWebRuntime();
      expect([...files.keys()].sort()).toEqual([...found.keys(), 'licence.txt'].sort());
      for (const [name, path] of found) expect(files.get(name)).toHaveLength(statSync(path).size);
      expect(new TextDecoder().decode(files.get('licence.txt'))).toContain('Microsoft Corporation');
    },
  );
});
