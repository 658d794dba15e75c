import type { Tolerance } from '@batchmates/engine/testing';

/**
 * bfloat16 has 8 significant bits. On the suite's tiny networks (4 images, 2 to 16 channels) one ReLU that rounding
 * flips moves a gradient by several per cent: PyTorch 1.13's bf16 convolutions give the same 12 % on `conv 3x3`.
 * At the size people train, `bf16.test.ts` holds much closer bounds.
 */
export const bf16Tolerance: Tolerance = { kind: 'norm', relative: 0.25 };

const flips =
  'four images: batch norm of a few values amplifies the ReLUs that rounding flips; see bf16.test.ts';

/** Checks of the conformance suite that bfloat16 cannot pass on networks that small. */
export const bf16Exclusions: Readonly<Record<string, string>> = {
  'gradients: cifar-resnet-8 (pad)': flips,
  'gradients: imagenet-resnet-18 (projection)': flips,
  'gradients: imagenet-resnet-34 (projection)': flips,
  'gradients: resnet-18 (pad)': flips,
  // Within 0.25 on AVX512-BF16 and with oneDNN 3.6; 0.36 with AMX and earlier versions.
  'ten steps: sgd with momentum and weight decay': flips,
  'ten steps: rmsprop from ones with momentum': flips,
  'ten steps: rmsprop bias-corrected with momentum': flips,
  'ghost batch norm: steps on eight images, four at a time': flips,
  'a state moves between engines: sgd': flips,
  'a state moves between engines: rmsprop': flips,
};
