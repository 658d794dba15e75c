/** What becomes of an image's size. */
export type Fit =
  /** The middle square, scaled to `side` by `side`. */
  | { readonly kind: 'square'; readonly side: number }
  /** Scaled down until the shorter side has `side` pixels; never up. */
  | { readonly kind: 'shorter-side'; readonly side: number }
  | { readonly kind: 'as-is' };

/** Decoded pixels: `[height, width, 3]` uint8. */
export interface DecodedImage {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}
