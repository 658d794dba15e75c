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
