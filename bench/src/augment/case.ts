import type { Augmentation, Crop } from '@batchmates/augmentation';
import type { ImageShape } from '@batchmates/dataset';

/** Images to augment, as every contestant is told (JSON). */
export interface AugmentCase {
  readonly name: string;
  readonly image: ImageShape;
  readonly crop: Crop;
  readonly augmentation: Exclude<Augmentation, 'none' | { kind: 'none' }>;
}

/** The paper's two experiments. */
export const cases: readonly AugmentCase[] = [
  {
    name: 'cifar 40 to 36',
    image: { height: 40, width: 40, channels: 3 },
    crop: { height: 36, width: 36 },
    augmentation: { kind: 'scale-crop', scale: [0.9, 1.1], flip: true, colour: 0.1 },
  },
  {
    name: 'imagenet 256 to 224',
    image: { height: 256, width: 256, channels: 3 },
    crop: { height: 224, width: 224 },
    augmentation: {
      kind: 'inception-crop',
      area: [0.08, 1],
      aspect: [3 / 4, 4 / 3],
      flip: true,
      colour: 0.1,
    },
  },
];

/** Colours of natural images, about those of CIFAR-10. */
export const normalisation = {
  mean: [0.49, 0.48, 0.45],
  std: [0.25, 0.24, 0.26],
  eigenvalues: [0.17, 0.014, 0.003],
  eigenvectors: [
    [0.56, 0.58, 0.59],
    [-0.72, -0.01, 0.69],
    [0.41, -0.81, 0.42],
  ],
};

/** Pixels of image `index`: smooth, like a photograph's. */
export function pixels({ height, width, channels }: ImageShape, index: number): Uint8Array {
  return Uint8Array.from({ length: height * width * channels }, (_, at) => {
    const [y, x] = [Math.floor(at / channels / width), Math.floor(at / channels) % width];
    return 127 + 120 * Math.sin(0.11 * x + 0.07 * y + index + (at % channels));
  });
}
