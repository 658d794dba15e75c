import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../src/index.ts';

/** A file with this header and so many bytes of values: 0, 1, 2, ... */
function file(header: string, bytes: number): Uint8Array {
  const whole = new Uint8Array(8 + header.length + bytes);
  new DataView(whole.buffer).setBigUint64(0, BigInt(header.length), true);
  whole.set(Buffer.from(header), 8);
  for (let index = 0; index < bytes; index++) whole[8 + header.length + index] = index;
  return whole;
}

const f32 = (name: string, begin: number, end: number) =>
  `"${name}":{"dtype":"F32","shape":[${(end - begin) / 4}],"data_offsets":[${begin},${end}]}`;

const count = '"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[4,12]}';

describe('safetensors of PyTorch', () => {
  test('may count batches in I64, which nothing here uses', () => {
    const { tensors } = decodeSafetensors(file(`{${f32('a', 0, 4)},${count},${f32('b', 12, 16)}}`, 16), 'x');
    expect([...tensors.keys()]).toEqual(['a', 'b']);
    expect(new Uint8Array(tensors.get('b')!.data.buffer)).toEqual(Uint8Array.of(12, 13, 14, 15));
  });

  test('may call a tensor __proto__', () => {
    const content = { tensors: new Map([['__proto__', { shape: [1], data: Float32Array.of(5) }]]) };
    expect(decodeSafetensors(encodeSafetensors(content), 'x')).toEqual(content);
  });
});

describe('half precision', () => {
  const half = (name: string, dtype: 'F16' | 'BF16', begin: number, end: number) =>
    `"${name}":{"dtype":"${dtype}","shape":[${(end - begin) / 2}],"data_offsets":[${begin},${end}]}`;
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x8000, 0x7c00, 0x3555, 0x03ff, 0x7bff);
  const wide = Uint16Array.of(0x3f80, 0xc000, 0x0001, 0x7f80);

  test('is widened to float32, every number exactly', () => {
    const bytes = file(`{${half('a', 'F16', 0, 16)},${half('b', 'BF16', 16, 24)}}`, 24);
    bytes.set(new Uint8Array(halves.buffer), bytes.length - 24);
    bytes.set(new Uint8Array(wide.buffer), bytes.length - 8);
    const { tensors } = decodeSafetensors(bytes, 'x', { halfPrecision: true });
    // python -c "import numpy as n; print(n.array([0x3c00,0xc000,1,0x8000,0x7c00,0x3555,0x3ff,0x7bff], n.uint16).view(n.float16).tolist())"
    expect([...tensors.get('a')!.data]).toEqual([
      ...[1, -2, 5.960464477539063e-8, -0, Infinity, 0.333251953125, 6.097555160522461e-5, 65504],
    ]);
    expect([...tensors.get('b')!.data]).toEqual([1, -2, 2 ** -133, Infinity]);
  });

  test('has no NaN but NaN', () => {
    const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
    const bytes = file(`{${half('a', 'F16', 0, 2 ** 17)}}`, 2 ** 17);
    bytes.set(new Uint8Array(all.buffer), bytes.length - 2 ** 17);
    const { data } = decodeSafetensors(bytes, 'x', { halfPrecision: true }).tensors.get('a')!;
    expect(data.filter((value) => Number.isNaN(value))).toHaveLength(2 * 1023);
    // Of one sign numbers ascend with their bits.
    for (let bits = 1; bits <= 0x7c00; bits++) expect(data[bits]! > data[bits - 1]!).toBe(true);
  });

  test('is refused where it was not asked for, and where bytes are too few', () => {
    const one = file(`{${half('a', 'F16', 0, 4)}}`, 4);
    expect(() => decodeSafetensors(one, 'x')).toThrow('expected "F32" at a.dtype');
    const few = file('{"a":{"dtype":"BF16","shape":[3],"data_offsets":[0,4]}}', 4);
    expect(() => decodeSafetensors(few, 'x', { halfPrecision: true })).toThrow('6 bytes of tensor "a"');
  });
});

describe('safetensors that no writer leaves are refused', () => {
  test.each([
    [
      'a hole',
      `{${f32('a', 0, 4)},${f32('b', 8, 12)}}`,
      12,
      'tensor "b" from byte 4, where the one before ends',
    ],
    [
      'an overlap',
      `{${f32('a', 0, 8)},${f32('b', 4, 12)}}`,
      12,
      'tensor "b" from byte 8, where the one before ends',
    ],
    ['bytes after the last', `{${f32('a', 0, 4)}}`, 8, '4 bytes of values, received 8'],
    ['bytes before the first', `{${f32('a', 4, 8)}}`, 8, 'tensor "a" from byte 0, where the one before ends'],
    ['a name twice', `{${f32('a', 0, 4)},${f32('\\u0061', 4, 8)}}`, 8, 'each name once, received "a" twice'],
    [
      'a shape of more numbers than can be counted',
      '{"a":{"dtype":"F32","shape":[9007199254740991,9007199254740991],"data_offsets":[0,4]}}',
      4,
      'bytes of tensor "a", received bytes 0 to 4 of 4',
    ],
    [
      'I64 of another name',
      '{"a":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}',
      8,
      'expected "F32" at a.dtype',
    ],
    [
      'an offset below 0',
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}',
      4,
      'at a.data_offsets.0',
    ],
    [
      'brackets in brackets',
      `{"a":${'['.repeat(200)}${']'.repeat(200)}}`,
      0,
      'expected object, received undefined',
    ],
    ['a list', '[]', 0, 'expected object, received array'],
    ['free text that is no text', '{"__metadata__":{"a":1}}', 0, 'at __metadata__.a'],
  ])('%s', (_, header, bytes, message) => {
    expect(() => decodeSafetensors(file(header, bytes), 'x')).toThrow(message);
  });
});
