import type { Size } from '@batchmates/dataset';
import type { RandomStream } from '@batchmates/random';
import { match, P } from 'ts-pattern';
import type { Augmentation } from './augmentation-schema.ts';
import type { Crop } from './crop.ts';
import { fitWithin, type Region } from './region.ts';
import { centreView, viewRegion } from './views.ts';

/** Tries of the Inception crop before the centre is taken (Szegedy et al. 2015). */
const TRIES = 10;

/** The region of an image of size `image` that one training example shows; always within the image. */
export function randomRegion(
  augmentation: Augmentation,
  { crop, image }: { readonly crop: Crop; readonly image: Size },
  stream: RandomStream,
): Region {
  return match(augmentation)
    .with('none', { kind: 'none' }, () => viewRegion(centreView, { crop, image }))
    .with({ kind: 'scale-crop', scale: P.select('scale') }, ({ scale: [least, most] }) => {
      const scale = between(least, most, stream);
      const window = { height: crop.height / scale, width: crop.width / scale };
      return placed(fitWithin(window, image), image, stream);
    })
    .with({ kind: 'inception-crop' }, ({ area, aspect }) => {
      const window = inceptionWindow({ area, aspect }, image, stream);
      return window === undefined ? viewRegion(centreView, { crop, image }) : placed(window, image, stream);
    })
    .exhaustive();
}

/** A window of random area and aspect that fits into the image, if ten tries find one. */
function inceptionWindow(
  { area, aspect }: { readonly area: readonly [number, number]; readonly aspect: readonly [number, number] },
  image: Size,
  stream: RandomStream,
): Size | undefined {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const pixels = between(area[0], area[1], stream) * image.height * image.width;
    // Uniform in the logarithm, so that 3/4 and 4/3 are equally likely.
    const ratio = Math.exp(between(Math.log(aspect[0]), Math.log(aspect[1]), stream));
    const window = { height: Math.sqrt(pixels / ratio), width: Math.sqrt(pixels * ratio) };
    if (window.height <= image.height && window.width <= image.width) return window;
  }
  return undefined;
}

function placed(window: Size, image: Size, stream: RandomStream): Region {
  return {
    ...window,
    top: between(0, image.height - window.height, stream),
    left: between(0, image.width - window.width, stream),
    flip: false,
  };
}

function between(least: number, most: number, stream: RandomStream): number {
  return least + (most - least) * stream.uniform();
}
