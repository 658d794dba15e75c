import { z } from 'zod';
import type { MapShape } from './map-shape.ts';

/** A trainable tensor of a layer, in the canonical layout (PyTorch's). */
export interface LayerParameter {
  /** Its name is `<layer>.<suffix>`. */
  readonly suffix: 'weight' | 'bias';
  readonly shape: readonly number[];
  /** `weight`: convolution or dense weight, the only kind that decays; `gamma`, `beta`: scale and shift of a norm. */
  readonly role: 'weight' | 'gamma' | 'beta' | 'bias';
  /** Inputs that feed one output: `in * height * width` for a convolution, `in` for a dense layer; 0 elsewhere. */
  readonly fanIn: number;
}

/**
 * Statistics of the batch that a layer normalises with. They are `<layer>.running_mean` and `<layer>.running_var`,
 * `[channels]` each, updated in training as `running = (1 - momentum) * running + momentum * batch`, where `batch` is the mean
 * over groups of their means and of their variances if `ghost` images at a time are normalised.
 */
export interface LayerStatistics {
  readonly channels: number;
  /** Weight of the newest batch, 0-1. */
  readonly momentum: number;
  /** Images of a batch that are normalised together in training; absent: all of them. */
  readonly ghost?: number | undefined;
}

/** Makes the error of a layer that does not fit: what it expects, what it was given. */
export type Refuse = (expected: string, received: string) => Error;

/** One shape for each of the layers read, in order. */
type ShapesOf<Inputs extends readonly string[]> = { readonly [I in keyof Inputs]: MapShape };

/** Everything a network needs to know of one kind of layer; engines have a file of their own for each kind. */
export interface LayerDefinition<
  Kind extends string,
  Fields extends z.ZodRawShape,
  Inputs extends readonly string[],
> {
  readonly kind: Kind;
  /** One line. */
  readonly summary: string;
  /** What a layer of this kind says besides `kind` and `name`. */
  readonly fields: Fields;
  /** Names of the layers it reads. */
  inputs(layer: DefinedLayer<Kind, Fields>): Inputs;
  /** Shape of its output for one image; throws what `refuse` makes when inputs do not fit. */
  shape(layer: DefinedLayer<Kind, Fields>, inputs: ShapesOf<Inputs>, refuse: Refuse): MapShape;
  parameters(layer: DefinedLayer<Kind, Fields>, inputs: ShapesOf<Inputs>): readonly LayerParameter[];
  /** Only kinds that normalise with statistics of the batch have it. */
  statistics?(layer: DefinedLayer<Kind, Fields>, inputs: ShapesOf<Inputs>): LayerStatistics;
  /** Floating-point operations of one image's forward pass, a multiply-add counted as 2; element-wise work as 0. */
  flops(layer: DefinedLayer<Kind, Fields>, inputs: ShapesOf<Inputs>, output: MapShape): number;
}

/** A layer of one kind, as data. */
export type DefinedLayer<Kind extends string, Fields extends z.ZodRawShape> = Readonly<
  z.output<LayerSchema<Kind, Fields>>
>;

type LayerSchema<Kind extends string, Fields extends z.ZodRawShape> = z.ZodObject<
  { kind: z.ZodLiteral<Kind>; name: z.ZodString } & Fields,
  z.core.$strict
>;

/** Completes a kind of layer with the strict schema of its layers. */
export function defineLayer<
  const Kind extends string,
  Fields extends z.ZodRawShape,
  const Inputs extends readonly string[],
>(
  definition: LayerDefinition<Kind, Fields, Inputs>,
): LayerDefinition<Kind, Fields, Inputs> & { readonly schema: LayerSchema<Kind, Fields> } {
  const { kind, fields } = definition;
  const schema = z.strictObject({ kind: z.literal(kind), name: z.string().min(1), ...fields });
  return { ...definition, schema: schema };
}
