import { givenMoments, type Statistics } from '@batchmates/engine';
import { IMAGES, inputsOf, type Layer } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Kernels, MomentTensors } from './kernels/kernels.ts';
import type { Forward, LayerContext, LayerInputs } from './layer-rule.ts';
import type { NetworkPlan } from './network-plan.ts';
import type { ProgramState } from './program-state.ts';
import { ruleOf } from './rule-of.ts';
import { tidy } from './tidy.ts';

/** What a pass through a network computes with. */
export interface PassOptions {
  readonly plan: NetworkPlan;
  readonly kernels: Kernels;
  readonly state: ProgramState;
  /** What normalises batch norms. */
  readonly statistics: Statistics;
  /** Whether a backward pass follows: then every map is kept, otherwise freed after its last reader. */
  readonly training: boolean;
}

/** A layer as it ran. */
export interface LayerRun extends Forward {
  readonly layer: Layer;
  readonly inputs: LayerInputs;
  readonly context: LayerContext;
}

/** A finished forward pass. */
export interface ForwardPass {
  /** `[batch, 1, 1, classes]` */
  readonly logits: Tensor4D;
  /** In layer order. */
  readonly runs: readonly LayerRun[];
  /** By batch norm, when the batch's own moments normalised. */
  readonly moments: ReadonlyMap<string, MomentTensors>;
}

/** Runs every layer. Call within a `tidy`; `images` is freed on the way unless training. */
export function forwardPass(images: Tensor4D, options: PassOptions): ForwardPass {
  const { plan, training } = options;
  const maps = new Map([[IMAGES, images]]);
  const moments = new Map<string, MomentTensors>();
  const runs = plan.network.layers.map((layer): LayerRun => {
    const inputs = inputsOf(layer).map((name) => mapCalled(maps, name));
    const run = runLayer(layer, inputs as [Tensor4D], options);
    maps.set(layer.name, run.output);
    if (run.moments !== undefined) moments.set(layer.name, run.moments);
    if (!training) {
      for (const tensor of run.kept ?? []) tensor.dispose();
      for (const name of plan.lastReads.get(layer.name) ?? []) mapCalled(maps, name).dispose();
    }
    return run;
  });
  return { logits: mapCalled(maps, plan.logits), runs, moments };
}

function runLayer(
  layer: Layer,
  inputs: LayerInputs,
  { kernels, state, statistics, training }: PassOptions,
): LayerRun {
  const context: LayerContext = {
    kernels,
    training,
    parameter: (suffix) => state.parameter(`${layer.name}.${suffix}`),
    moments: () => momentsFor(layer.name, statistics, state),
  };
  const forward = tidy(
    () => ruleOf(layer).forward(layer, inputs, context),
    ({ output, kept = [], moments }) => [output, ...kept, moments?.mean, moments?.variance],
  );
  return { ...forward, layer, inputs, context };
}

/** What normalises a batch norm; `undefined`: the batch's own moments. */
function momentsFor(
  batchNorm: string,
  statistics: Statistics,
  state: ProgramState,
): MomentTensors | undefined {
  const given = givenMoments(statistics, batchNorm, (name) => state.runningMoments(name));
  if (given === undefined) return undefined;
  const { mean, variance } = given;
  return mean instanceof Float32Array
    ? { mean: tf.tensor1d(mean), variance: tf.tensor1d(variance as Float32Array) }
    : (given as MomentTensors);
}

function mapCalled(maps: ReadonlyMap<string, Tensor4D>, name: string): Tensor4D {
  const map = maps.get(name);
  if (map === undefined) throw new Error(`internal: no map "${name}"`);
  return map;
}
