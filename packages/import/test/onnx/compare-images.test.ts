import { randomStream } from '@batchmates/random';
import { describe, expect, test } from 'vitest';
import { compareImages } from '../../src/onnx/compare-images.ts';

const normalisation = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };

/** Pixels of which the colours are alike to a share. */
function nearlyGrey(share: number): Float32Array {
  const stream = randomStream(0, 'grey');
  const values = new Float32Array(3 * 4000);
  for (let at = 0; at < values.length; at += 3) {
    const grey = stream.normal();
    for (let channel = 0; channel < 3; channel++)
      values[at + channel] = share * grey + (1 - share) * stream.normal();
  }
  return values;
}

const exchanged = (images: Float32Array) => images.map((_, at) => images[at - (at % 3) + 2 - (at % 3)]!);

describe('compareImages', () => {
  test.each([0, 0.5, 0.9, 0.95])(
    'tells exchanged colours of images that are grey to a share of %d',
    (share) => {
      const images = nearlyGrey(share);
      expect(compareImages(images, exchanged(images), normalisation).differs).toBe('order of colours');
      expect(compareImages(images, images, normalisation).differs).toBeUndefined();
    },
  );

  test('takes grey images as they are', () => {
    const images = nearlyGrey(1);
    expect(compareImages(images, exchanged(images), normalisation).differs).toBeUndefined();
  });

  test('tells exchanged colours with another normalisation', () => {
    const images = nearlyGrey(0.5);
    const theirs = exchanged(images).map((value) => value * 2 + 1);
    expect(compareImages(images, theirs, normalisation)).toMatchObject({
      differs: 'order of colours, mean or std',
      implied: expect.stringMatching(
        /^set channelOrder to the other, and mean and std to those of the training, about \[0\.37\d, /,
      ) as string,
    });
  });

  test('blurred images are the same, shifted ones are not', () => {
    const side = 64;
    const stream = randomStream(0, 'waves');
    const waves = Array.from({ length: 6 }, () => [stream.uniform(), stream.uniform(), stream.uniform() * 6]);
    const picture = (shift: number) =>
      Float32Array.from({ length: side * side * 3 }, (_, at) => {
        const [x, y] = [(Math.floor(at / 3) % side) + shift, Math.floor(at / 3 / side)];
        return waves.reduce((sum, [a, b, c]) => sum + Math.sin(a! * x + b! * y + c!), 0);
      });
    const noisy = picture(0).map((value) => value + 0.1 * stream.normal());
    expect(compareImages(picture(0), noisy, normalisation).differs).toBeUndefined();
    expect(compareImages(picture(0), picture(3), normalisation).differs).toBe('resize or crop');
  });
});
