import { describe, expect, it } from 'vitest';
import { assertWindowFits } from '../../src/session/assert-window-fits.ts';

const images = { shape: { height: 40, width: 48, channels: 3 } };

describe('assertWindowFits', () => {
  it.each([
    [40, 48],
    [36, 36],
  ])('lets a window of %ix%i pass', (height, width) => {
    expect(() => assertWindowFits({ crop: { height, width } }, images)).not.toThrow();
  });

  it.each([
    [41, 40],
    [40, 49],
    [224, 224],
  ])('refuses one of %ix%i', (height, width) => {
    expect(() => assertWindowFits({ crop: { height, width } }, images)).toThrow(
      `window of ${height}x${width} pixels that the network sees of an image: expected at most 40x48, the stored images, received ${height}x${width}; store the images larger (size), or give import/safetensors a smaller crop`,
    );
  });
});
