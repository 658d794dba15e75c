import { describe, expect, it } from 'vitest';
import { assertWindowFits } from '../src/assert-window-fits.ts';

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
      `window of ${height}x${width} pixels that the network sees of an image: expected at most 40x48, the stored images, received ${height}x${width}; store the images larger (size), or give the import stage a smaller crop`,
    );
  });

  it('refuses stored images of another size than a model says', () => {
    const crop = { height: 32, width: 32 };
    expect(() =>
      assertWindowFits({ crop, stored: 40 }, { shape: { ...images.shape, width: 40 } }),
    ).not.toThrow();
    expect(() => assertWindowFits({ crop, stored: 40 }, images)).toThrow(
      "size of the stored images: expected 40x40, to which this model's images are resized, received 40x48; ingest the images with size: 40 and pad: 0, or give import/onnx another resize",
    );
  });
});
