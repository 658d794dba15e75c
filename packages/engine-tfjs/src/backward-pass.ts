import { inputsOf } from '@batchmates/network';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { ForwardPass, LayerRun } from './forward-pass.ts';
import type { Gradients } from './layer-rule.ts';
import type { NetworkPlan } from './network-plan.ts';
import { ruleOf } from './rule-of.ts';
import { tidy } from './tidy.ts';

/**
 * Back-propagates dL/d(logits) through a training pass, freeing what it has used; returns dL/d(parameter) by
 * parameter name, in the library's layout. Call within a `tidy`.
 */
export function backwardPass(
  plan: NetworkPlan,
  { runs }: ForwardPass,
  logitsGradient: Tensor4D,
): ReadonlyMap<string, Tensor> {
  const flows = new Map([[plan.logits, logitsGradient]]);
  const gradients = new Map<string, Tensor>();
  for (const run of runs.toReversed()) {
    const gradient = flows.get(run.layer.name);
    // No gradient arrives where no later layer reads this one; none is needed where nothing below has parameters.
    if (gradient !== undefined && plan.needsGradient.has(run.layer.name)) {
      const { inputs, parameters } = differentiate(plan, run, gradient);
      for (const [suffix, value] of Object.entries(parameters)) {
        gradients.set(`${run.layer.name}.${suffix}`, value);
      }
      inputsOf(run.layer).forEach((name, index) => join(flows, name, inputs[index]));
    }
    for (const tensor of [gradient, run.output, ...(run.kept ?? [])]) tensor?.dispose();
  }
  return gradients;
}

function differentiate(plan: NetworkPlan, run: LayerRun, gradient: Tensor4D): Gradients {
  const inputGradients = inputsOf(run.layer).some((name) => plan.needsGradient.has(name));
  return tidy(
    () => ruleOf(run.layer).backward(run.layer, { ...run, gradient, inputGradients }, run.context),
    ({ inputs, parameters }) => [...inputs, ...Object.values(parameters)],
  );
}

/** Sums the gradients that arrive at a map from all its readers. */
function join(flows: Map<string, Tensor4D>, name: string, gradient: Tensor4D | undefined): void {
  if (gradient === undefined) return;
  const sum = flows.get(name);
  flows.set(name, sum === undefined ? gradient : tf.add(sum, gradient));
  if (sum !== undefined) tf.dispose([sum, gradient]);
}
