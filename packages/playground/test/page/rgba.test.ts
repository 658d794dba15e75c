import { describe, expect, it } from 'vitest';
import { fromRgba, toRgba } from '../../src/page/rgba.ts';

describe('pixels', () => {
  it('become opaque RGBA, of three channels or one', () => {
    expect([...toRgba(Uint8Array.of(1, 2, 3, 4, 5, 6), 3)]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
    expect([...toRgba(Uint8Array.of(7, 8), 1)]).toEqual([7, 7, 7, 255, 8, 8, 8, 255]);
  });

  it('come back from it', () => {
    const pixels = Uint8Array.of(200, 10, 90, 0, 255, 31);
    expect(fromRgba(toRgba(pixels, 3), 3)).toEqual(pixels);
    const grey = Uint8Array.of(0, 77, 255);
    expect(fromRgba(toRgba(grey, 1), 1)).toEqual(grey);
  });

  it('of colours become their luma where the networks see one channel', () => {
    expect([...fromRgba(Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 255), 1)]).toEqual([76, 150]);
  });
});
