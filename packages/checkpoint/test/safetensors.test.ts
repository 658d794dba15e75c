import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type SafetensorsContent } from '../src/index.ts';

const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).chain((shape) => {
  const length = shape.reduce((product, extent) => product * extent, 1);
  return fc.float32Array({ minLength: length, maxLength: length }).map((data) => ({ shape, data }));
});

const content = fc.record(
  {
    tensors: fc
      .uniqueArray(
        fc.tuple(
          fc.string().filter((name) => name !== '__metadata__' && name !== '__proto__'),
          tensor,
        ),
        {
          selector: ([name]) => name,
          maxLength: 6,
        },
      )
      // Names that look like whole numbers come first in any JavaScript object, whatever their place in the file.
      .map((entries) => new Map(entries.filter(([name]) => !/^\d+$/.test(name)))),
    metadata: fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      fc.string(),
    ),
  },
  { requiredKeys: ['tensors'] },
) as fc.Arbitrary<SafetensorsContent>;

describe('safetensors', () => {
  test('come back as they were: names, order, shapes and bits', () => {
    fc.assert(
      fc.property(content, (original) => {
        const decoded = decodeSafetensors(encodeSafetensors(original), 'file');
        expect([...decoded.tensors]).toEqual([...original.tensors]);
        expect({ ...decoded.metadata }).toEqual({ ...original.metadata });
      }),
    );
  });

  test('have the published layout', () => {
    const bytes = encodeSafetensors({
      tensors: new Map([['a', { shape: [1, 2], data: Float32Array.of(1, -2) }]]),
    });
    const header = '{"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
    expect(Buffer.from(bytes).toString('latin1')).toBe(
      `\x38\0\0\0\0\0\0\0${header}\x00\x00\x80\x3f\x00\x00\x00\xc0`,
    );
  });

  test('are read from any place in a buffer', () => {
    const bytes = encodeSafetensors({
      tensors: new Map([['a', { shape: [3], data: Float32Array.of(1, 2, 3) }]]),
    });
    for (const start of [0, 1, 2, 3]) {
      const pool = Buffer.alloc(bytes.length + 8);
      pool.set(bytes, start);
      const { tensors } = decodeSafetensors(pool.subarray(start, start + bytes.length), 'file');
      expect(tensors.get('a')?.data).toEqual(Float32Array.of(1, 2, 3));
    }
  });

  test('of other writers, whose values start anywhere, are read too', () => {
    const { tensors } = decodeSafetensors(
      file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4),
      'file',
    );
    expect(tensors.get('a')).toEqual({ shape: [1], data: Float32Array.of(0) });
  });

  test.each([
    ['too short', Uint8Array.of(1, 2), 'at least 8 bytes, received 2'],
    [
      'cut in the header',
      file('{"a":', 0).subarray(0, 10),
      'a header within its 10 bytes, received one of 5 bytes',
    ],
    ['no JSON', file('{"a":', 0), 'a header of float32 tensors, received Invalid input: expected object'],
    [
      'another type',
      file('{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}', 2),
      'a header of float32 tensors, received Invalid input: expected "F32" at a.dtype',
    ],
    [
      'cut in the values',
      file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 4),
      '8 bytes of tensor "a", received bytes 0 to 8 of 4',
    ],
    [
      'offsets that are not the shape',
      file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4),
      '8 bytes of tensor "a", received bytes 0 to 4 of 4',
    ],
  ])('that are damaged are refused in a line: %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes, 'x.safetensors')).toThrow(
      `safetensors file x.safetensors: expected ${message}`,
    );
  });
});

function file(header: string, values: number): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + values);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(Buffer.from(header), 8);
  return bytes;
}
