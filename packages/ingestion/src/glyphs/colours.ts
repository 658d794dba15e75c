import type { RandomStream } from '@batchmates/random';

/** Red, green and blue, 0..1. */
export type Colour = readonly [number, number, number];

/** A colour drawn uniformly from the RGB cube. */
export function drawColour(stream: RandomStream): Colour {
  return [stream.uniform(), stream.uniform(), stream.uniform()];
}

/** A colour whose lightness differs from that of `other` by at least `contrast` (0..0.5). */
export function drawContrasting(other: Colour, contrast: number, stream: RandomStream): Colour {
  for (;;) {
    const colour = drawColour(stream);
    if (Math.abs(lightness(colour) - lightness(other)) >= contrast) return colour;
  }
}

/** The colour `share` of the way from `a` to `b`. */
export function mix(a: Colour, b: Colour, share: number): Colour {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share];
}

/** Perceived lightness, 0..1 (luma of Rec. 601). */
export function lightness([red, green, blue]: Colour): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** `#rrggbb`. */
export function hex(colour: Colour): string {
  return `#${colour
    .map((value) =>
      Math.round(value * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
