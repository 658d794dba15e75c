import { z } from 'zod';
import type { MapShape } from './map-shape.ts';

/** A whole number above 0. */
export const count = z.number().int().positive();

/** The name of the one layer read. */
export const input = z.string();

/** Added to variances before their root is taken. */
export const epsilon = z.number().positive();

/** A square window that slides over a map; padding is symmetric. All in pixels. */
export const window = { size: count, stride: count, padding: z.number().int().nonnegative() };

/** Where a window fits: `out = floor((in + 2 * padding - size) / stride) + 1` along each side. */
export function slide(
  shape: MapShape,
  { size, stride, padding }: { readonly size: number; readonly stride: number; readonly padding: number },
): MapShape {
  const along = (length: number) => Math.floor((length + 2 * padding - size) / stride) + 1;
  return { ...shape, height: along(shape.height), width: along(shape.width) };
}
