import { z } from 'zod';
import { countSchema, shareSchema } from './numbers.ts';

/** One batch of a grid: what stood in each slot and what the network answered. */
export const circulateRowSchema = z.strictObject({
  /** The slots that hold probes, one per probe, in the probes' order. */
  probeSlots: z.array(countSchema),
  /** One entry per slot; slot `j` held an image of class `j` before a probe took its place. */
  cells: z.array(
    z.strictObject({
      /** Image index in the split; `thumbnails` is keyed by it. */
      image: countSchema,
      predicted: countSchema,
      /** Probability of the predicted class. */
      probability: shareSchema,
    }),
  ),
});

/** A grid of Figure 4: probe images circulate through a confident balanced batch, one row per position. */
export const circulateGridSchema = z.strictObject({
  kind: z.enum(['weak', 'strong', 'two-weak']),
  probes: z.array(
    z.strictObject({
      image: countSchema,
      label: countSchema,
      /** What standard inference answers for it. */
      standard: countSchema,
    }),
  ),
  /** The confident batch alone, before any probe. */
  base: circulateRowSchema,
  rows: z.array(circulateRowSchema),
});

/** `circulate-grids.json`: the grids of Figure 4 and a small PNG (`data:` URI) of every image in them, by index. */
export const circulateGridsSchema = z.strictObject({
  grids: z.array(circulateGridSchema),
  thumbnails: z.record(z.string(), z.string()),
});

export type CirculateRow = z.infer<typeof circulateRowSchema>;
export type CirculateGrid = z.infer<typeof circulateGridSchema>;
export type CirculateGrids = z.infer<typeof circulateGridsSchema>;
