import type { LayerKind, LayerOf, Network } from '@batchmates/network';
import type { ChannelMoments } from '../../statistics.ts';
import type { Evaluation } from './evaluation.ts';
import type { FeatureMap } from './feature-map.ts';

/** A kind of layer in float64, by its definition, and the networks that examine it on every engine. */
export interface ReferenceLayer<Kind extends LayerKind> {
  /** Evaluates a layer on its inputs, in order. */
  evaluate(layer: LayerOf<Kind>, inputs: LayerInputs, values: LayerValues): Evaluation;
  /** Tiny networks that use the kind in every way that matters; their names are titles of tests. */
  readonly networks: readonly Network[];
}

/** As many as the layer reads; a layer that reads two may rely on the second. */
export type LayerInputs = readonly [FeatureMap, ...FeatureMap[]];

/** What a layer computes with besides its inputs. */
export interface LayerValues {
  /** A parameter of the layer in canonical layout. */
  parameter(suffix: 'weight' | 'bias'): ArrayLike<number>;
  /** Given mean and variance of a batch norm; `undefined`: the batch's own, as in training. */
  moments(): GivenMoments | undefined;
  /** Whether a batch is trained on: then ghost batch norm takes its statistics over groups of images. */
  readonly training: boolean;
}

type GivenMoments = { readonly [Moment in keyof ChannelMoments]: ArrayLike<number> };
