import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeNpz, numbers, readTable } from '../src/index.ts';
import { written } from './support/written.ts';

test('numbers come back, whatever their count', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint32Array({ maxLength: 50 }), async (words) => {
      const bytes = Uint8Array.from(words, (word) => word % 256);
      const file = await written('some.npz', await encodeNpz({ words, bytes, seed: 3, name: 'größe 😀' }));
      const table = await readTable(file, (name) => name === 'words' || name === 'bytes');
      expect(table.names).toEqual(['words', 'bytes', 'seed', 'name']);
      expect([...numbers(table, 'words')]).toEqual([...words]);
      expect([...numbers(table, 'bytes')]).toEqual([...bytes]);
    }),
  );
});

test('equal values give equal bytes, at any time and in any time zone', async () => {
  const values = { words: Uint32Array.of(1, 2), part: new Uint32Array([7, 8, 9]).subarray(1) };
  const once = await encodeNpz(values);
  const zone = process.env['TZ'];
  process.env['TZ'] = 'Asia/Kathmandu';
  try {
    expect(Buffer.from(await encodeNpz(values)).equals(once)).toBe(true);
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
});

/** `BATCHMATES_PEER_PYTHON` names a Python that has NumPy (PyPI). */
const python = process.env['BATCHMATES_PEER_PYTHON'] ?? 'python3';
const present = spawnSync(python, ['-c', 'import numpy']).status === 0;

describe.skipIf(!present)('in NumPy (skipped where Python lacks it)', () => {
  test('arrays, single numbers and texts are what they were', async () => {
    const file = await written(
      'numpy.npz',
      await encodeNpz({
        words: Uint32Array.of(0, 7, 2 ** 32 - 1),
        part: new Uint32Array([7, 8, 9]).subarray(1),
        bytes: Uint8Array.of(1, 0, 255),
        none: new Uint32Array(),
        seed: -(2 ** 40),
        name: 'größe 😀',
        empty: '',
      }),
    );
    const script = `
import sys, numpy
file = numpy.load(sys.argv[1])
print([(name, str(file[name].dtype), file[name].shape, file[name].tolist()) for name in file.files])
`;
    const options = { encoding: 'utf8', env: { ...process.env, PYTHONIOENCODING: 'utf8' } } as const;
    expect(execFileSync(python, ['-c', script, file], options).trim()).toBe(
      "[('words', 'uint32', (3,), [0, 7, 4294967295]), ('part', 'uint32', (2,), [8, 9]), " +
        "('bytes', 'uint8', (3,), [1, 0, 255]), ('none', 'uint32', (0,), []), " +
        "('seed', 'int64', (), -1099511627776), ('name', '<U7', (), 'größe 😀'), ('empty', '<U1', (), '')]",
    );
  });
});
