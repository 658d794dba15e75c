import { IMAGES, inputsOf, type Layer } from '@batchmates/network';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Kernels } from './kernels/kernels.ts';
import { layerRule } from './layers/layer-rule.ts';
import type { Forward, LayerRule, LayerMoments } from './layers/layer.ts';
import type { NetworkPlan } from './network-plan.ts';
import { tidy } from './tidy.ts';
import type { TrainingState } from './training-state.ts';

/** What a pass through a network computes with. */
export interface PassOptions {
  readonly plan: NetworkPlan;
  readonly kernels: Kernels;
  readonly state: Pick<TrainingState, 'weight' | 'values'>;
  /** What normalises a batch norm; `undefined`: the batch's own moments. */
  statistics(batchNorm: string): LayerMoments | undefined;
  /** Whether a backward pass follows: then every map is kept, otherwise freed after its last reader. */
  readonly training: boolean;
}

/** A layer as it ran. */
export interface LayerRun extends Forward {
  readonly layer: Layer;
  readonly rule: LayerRule;
  readonly inputs: readonly Tensor4D[];
}

/** A finished forward pass. */
export interface ForwardPass {
  /** `[batch, 1, 1, classes]` */
  readonly logits: Tensor4D;
  /** In layer order. */
  readonly runs: readonly LayerRun[];
  /** By batch norm, when the batch's own moments normalised. */
  readonly moments: ReadonlyMap<string, LayerMoments>;
}

/** Runs every layer. Call within a `tidy`; `images` is freed on the way unless training. */
export function forwardPass(images: Tensor4D, options: PassOptions): ForwardPass {
  const { plan, training } = options;
  const maps = new Map([[IMAGES, images]]);
  const moments = new Map<string, LayerMoments>();
  const runs = plan.network.layers.map((layer): LayerRun => {
    const run = runLayer(
      layer,
      inputsOf(layer).map((name) => mapCalled(maps, name)),
      options,
    );
    maps.set(layer.name, run.output);
    if (run.moments !== undefined) moments.set(layer.name, run.moments);
    if (!training) {
      run.kept?.centred.dispose();
      for (const name of plan.lastReads.get(layer.name) ?? []) mapCalled(maps, name).dispose();
    }
    return run;
  });
  return { logits: mapCalled(maps, plan.logits), runs, moments };
}

function runLayer(layer: Layer, inputs: readonly Tensor4D[], options: PassOptions): LayerRun {
  const { kernels, state, statistics } = options;
  const rule = layerRule(layer, {
    kernels,
    weight: () => state.weight(`${layer.name}.weight`),
    values: (suffix) => state.values(`${layer.name}.${suffix}`),
    statistics: () => statistics(layer.name),
  });
  const forward = tidy(
    () => rule.forward(inputs as readonly [Tensor4D]),
    ({ output, kept }) => [output, kept?.centred],
  );
  return { ...forward, layer, rule, inputs };
}

function mapCalled(maps: ReadonlyMap<string, Tensor4D>, name: string): Tensor4D {
  const map = maps.get(name);
  if (map === undefined) throw new Error(`internal: no map "${name}"`);
  return map;
}
