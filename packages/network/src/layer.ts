import { z } from 'zod';
import type { LayerParameter, LayerStatistics, Refuse } from './define-layer.ts';
import * as kinds from './layers/index.ts';
import type { MapShape } from './map-shape.ts';

type Kinds = typeof kinds;

/** The kinds of layers there are. */
export type LayerKind = keyof Kinds;

/** A layer of kind `Kind`, as data. */
export type LayerOf<Kind extends LayerKind> = Readonly<z.output<Kinds[Kind]['schema']>>;

/**
 * One operation of a network: its kind, a name of its own, the earlier layers it reads (`input` or `inputs`; the name
 * `images` is the network's input) and what its kind needs besides.
 */
export type Layer = { [Kind in LayerKind]: LayerOf<Kind> }[LayerKind];

/** The part of a `LayerKind` that does not depend on which kind it is. */
interface AnyKind {
  readonly kind: LayerKind;
  readonly summary: string;
  readonly schema: Kinds[LayerKind]['schema'];
  inputs(layer: Layer): readonly string[];
  shape(layer: Layer, inputs: readonly MapShape[], refuse: Refuse): MapShape;
  parameters(layer: Layer, inputs: readonly MapShape[]): readonly LayerParameter[];
  statistics?(layer: Layer, inputs: readonly MapShape[]): LayerStatistics;
  flops(layer: Layer, inputs: readonly MapShape[], output: MapShape): number;
}

const table: { readonly [Kind in LayerKind]: AnyKind & { readonly kind: Kind } } = kinds;

/** Every kind of layer. */
export const layerKinds = Object.keys(table) as readonly LayerKind[];

/** What is known of a layer's kind. */
export function kindOf({ kind }: Layer): AnyKind {
  return table[kind];
}

/** A kind of layer for people: one sentence, and the schema of its layers. */
export function describeKind(kind: LayerKind): Pick<AnyKind, 'summary' | 'schema'> {
  return table[kind];
}

const schemas = layerKinds.map((kind) => kinds[kind].schema) as unknown as readonly [
  Kinds[LayerKind]['schema'],
  ...Kinds[LayerKind]['schema'][],
];

/** A layer of any kind, read back from JSON. */
export const layerSchema = z.discriminatedUnion('kind', schemas);

/** Names of the layers that `layer` reads. */
export function inputsOf(layer: Layer): readonly string[] {
  return kindOf(layer).inputs(layer);
}
