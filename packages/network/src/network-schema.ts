import { z } from 'zod';
import type { Layer, Network } from './network.ts';

const count = z.number().int().positive();
const named = { name: z.string().min(1) };
const unary = { ...named, input: z.string() };
const window = { size: count, stride: count, padding: z.number().int().nonnegative() };

const layerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('conv'), ...unary, ...window, channels: count }),
  z.strictObject({
    kind: z.literal('batchNorm'),
    ...unary,
    epsilon: z.number().positive(),
    momentum: z.number().min(0).max(1),
  }),
  z.strictObject({ kind: z.literal('relu'), ...unary }),
  z.strictObject({ kind: z.literal('add'), ...named, inputs: z.tuple([z.string(), z.string()]) }),
  z.strictObject({ kind: z.literal('maxPool'), ...unary, ...window }),
  z.strictObject({ kind: z.literal('globalAveragePool'), ...unary }),
  z.strictObject({ kind: z.literal('padChannels'), ...unary, channels: count }),
  z.strictObject({ kind: z.literal('dense'), ...unary, units: count }),
]) satisfies z.ZodType<Layer>;

/** A network read back from JSON; `inferShapes` checks that its layers fit. */
export const networkSchema = z.strictObject({
  name: z.string(),
  input: z.strictObject({ height: count, width: count, channels: count }),
  classes: count,
  layers: z.array(layerSchema),
}) satisfies z.ZodType<Network>;
