import { z } from 'zod';
import { count } from './fields.ts';
import { layerSchema, type Layer } from './layer.ts';
import type { MapShape } from './map-shape.ts';

/**
 * A network as data: JSON in, JSON out. Layers stand in an order in which every input comes before its use;
 * the last layer gives the logits, `[batch, classes]`; softmax and cross-entropy belong to the engine.
 */
export interface Network {
  readonly name: string;
  /** Shape of one image. */
  readonly input: MapShape;
  readonly classes: number;
  readonly layers: readonly Layer[];
}

/** The name under which layers refer to the network's input. */
export const IMAGES = 'images';

/** A network read back from JSON; `inferShapes` checks that its layers fit. */
export const networkSchema = z.strictObject({
  name: z.string(),
  input: z.strictObject({ height: count, width: count, channels: count }),
  classes: count,
  layers: z.array(layerSchema),
}) satisfies z.ZodType<Network>;
