import type { Size } from '@batchmates/dataset';
import { match } from 'ts-pattern';
import { z } from 'zod';
import type { Crop } from './crop.ts';
import { fitWithin, type Region } from './region.ts';

/** A fixed way to look at a test image: where the crop lies, and whether it is mirrored. */
export interface View {
  /** Vertical place of the crop: 0 at the top, 1 at the bottom. */
  readonly row: number;
  /** Horizontal place of the crop: 0 at the left, 1 at the right. */
  readonly column: number;
  readonly flip: boolean;
}

/**
 * Sets of test-time views: `center`, the central crop; `grid`, 3x3 places, each with its mirror image (18);
 * `ten-crop`, the four corners and the centre, each with its mirror image (Krizhevsky et al. 2012).
 */
export const viewSetSchema = z.enum(['center', 'grid', 'ten-crop']);

export type ViewSet = z.output<typeof viewSetSchema>;

/** The central crop. */
export const centreView: View = { row: 0.5, column: 0.5, flip: false };

/** The views of a set, the central crop first; without `flip` (letters) the mirror images are left out. */
export function viewsOf(set: ViewSet, { flip = true }: { readonly flip?: boolean } = {}): readonly View[] {
  const places = match(set)
    .with('center', () => [centreView])
    .with('grid', () =>
      [0.5, 0, 1].flatMap((row) => [0.5, 0, 1].map((column) => ({ row, column, flip: false }))),
    )
    .with('ten-crop', () => [
      centreView,
      ...[0, 1].flatMap((row) => [0, 1].map((column) => ({ row, column, flip: false }))),
    ])
    .exhaustive();
  return flip && set !== 'center' ? places.flatMap((view) => [view, { ...view, flip: true }]) : places;
}

/** The region of an image of size `image` that a view shows; starts at whole pixels. */
export function viewRegion(
  { row, column, flip }: View,
  { crop, image }: { readonly crop: Crop; readonly image: Size },
): Region {
  const window = fitWithin(crop, image);
  return {
    ...window,
    top: Math.floor(row * (image.height - window.height)),
    left: Math.floor(column * (image.width - window.width)),
    flip,
  };
}
