import type { Network } from '@batchmates/network';
import { expect } from 'vitest';
import type { Optimizer } from '../../optimizer.ts';
import type { State } from '../../state.ts';
import { referenceTraining, withTraining, type TrainingConformance } from '../conformance.ts';
import { known } from '../reference/forward.ts';
import { sampleBatch, sampleState } from '../sample.ts';
import { smallResidualNetwork } from '../conformance-networks.ts';
import { expectClose, expectCloseAll } from '../tolerance.ts';

/** Update rules on numbers worked out by hand, then ten steps of each beside the reference. */
export function checkOptimizers(conformance: TrainingConformance): void {
  for (const example of handComputed) {
    conformance.check(`by hand: ${example.title}`, () => compareByHand(conformance, example));
  }
  for (const [title, optimizer] of Object.entries(optimizers)) {
    conformance.check(`ten steps: ${title}`, () => compareTenSteps(conformance, optimizer));
  }
}

const sgd = { kind: 'sgd', momentum: 0, weightDecay: 0 } as const;
const rmsprop = {
  kind: 'rmsprop',
  decay: 0.75,
  momentum: 0,
  epsilon: 1e-8,
  weightDecay: 0,
  start: 'ones',
} as const;

/** One of each kind, with momentum and weight decay in play. */
const optimizers: Readonly<Record<string, Optimizer>> = {
  sgd,
  'sgd with momentum and weight decay': { ...sgd, momentum: 0.9, weightDecay: 0.05 },
  'rmsprop from ones': { ...rmsprop, decay: 0.9, weightDecay: 0.05 },
  'rmsprop from ones with momentum': { ...rmsprop, decay: 0.9, momentum: 0.5 },
  'rmsprop bias-corrected': {
    ...rmsprop,
    decay: 0.9,
    epsilon: 1e-3,
    start: 'bias-corrected',
    weightDecay: 0.05,
  },
  'rmsprop bias-corrected with momentum': {
    ...rmsprop,
    epsilon: 1e-3,
    start: 'bias-corrected',
    momentum: 0.5,
  },
};

/**
 * One image of one pixel of value 1 and two classes, all parameters 0, label 0: the logits are 0, the probabilities
 * 1/2, and the gradient of weight and bias is -1/2 for class 0 and 1/2 for class 1. At learning rate 0 the second
 * step's gradient is the same.
 */
const onePixel: Network = {
  name: 'one-pixel',
  input: { height: 1, width: 1, channels: 1 },
  classes: 2,
  layers: [{ kind: 'dense', name: 'fc', input: 'images', units: 2 }],
};

interface Example {
  readonly title: string;
  readonly optimizer: Optimizer;
  /** Weight and bias to begin with (class 0, class 1); equal logits keep the gradient at -1/2, 1/2. */
  readonly weight?: number;
  readonly bias?: number;
  /** One learning rate per step. */
  readonly rates: readonly number[];
  /** Of class 0 after the last step. */
  readonly expected: Readonly<Record<string, number>>;
}

const handComputed: readonly Example[] = [
  {
    // w = 0 - 0.5 * (-1/2)
    title: 'sgd',
    optimizer: sgd,
    rates: [0.5],
    expected: { 'fc.weight': 0.25, 'fc.bias': 0.25 },
  },
  {
    // v = -1/2, then 0.5 * (-1/2) - 1/2 = -3/4; w = 0 - 1 * (-3/4)
    title: 'sgd with momentum',
    optimizer: { ...sgd, momentum: 0.5 },
    rates: [0, 1],
    expected: { 'fc.weight': 0.75, 'optimizer.velocity.fc.weight': -0.75, 'fc.bias': 0.75 },
  },
  {
    // g = -1/2 + 0.25 * 2 = 0 for the weight, which decays; -1/2 for the bias, which does not
    title: 'weight decay on weights only',
    optimizer: { ...sgd, weightDecay: 0.25 },
    weight: 2,
    bias: 2,
    rates: [1],
    expected: { 'fc.weight': 2, 'fc.bias': 2.5 },
  },
  {
    // s = 0.75 * 1 + 0.25 * 1/4 = 13/16; w = 0 + 1/2 / sqrt(13/16) = 2 / sqrt(13)
    title: 'rmsprop from ones',
    optimizer: rmsprop,
    rates: [1],
    expected: { 'optimizer.square_average.fc.weight': 13 / 16, 'fc.weight': 2 / Math.sqrt(13) },
  },
  {
    // s = 1/16, then 3/64 + 4/64 = 7/64; corrected by 1 - 9/16 = 7/16 it is g^2 = 1/4: w = 0.25 * (1/2) / (1/2)
    title: 'rmsprop bias-corrected',
    optimizer: { ...rmsprop, start: 'bias-corrected' },
    rates: [0, 0.25],
    expected: { 'optimizer.square_average.fc.bias': 7 / 64, 'fc.weight': 0.25, 'optimizer.step': 2 },
  },
  {
    // d = -1 each step (bias-corrected, constant gradient); v = -1, then -1/2 - 1 = -3/2; w = 0 + 0.5 * 3/2
    title: 'rmsprop with momentum',
    optimizer: { ...rmsprop, start: 'bias-corrected', momentum: 0.5 },
    rates: [0, 0.5],
    expected: { 'optimizer.velocity.fc.weight': -1.5, 'fc.weight': 0.75, 'fc.bias': 0.75 },
  },
];

async function compareByHand(conformance: TrainingConformance, example: Example): Promise<void> {
  const { optimizer, weight = 0, bias = 0, rates, expected } = example;
  const state: State = new Map([
    ['fc.weight', { shape: [2, 1], data: Float32Array.of(weight, weight) }],
    ['fc.bias', { shape: [2], data: Float32Array.of(bias, bias) }],
  ]);
  await withTraining(conformance, onePixel, { batchSize: 1, optimizer }, async (program) => {
    await program.writeState(state);
    for (const rate of rates) {
      const { loss } = await program.trainStep(Float32Array.of(1), [0], rate);
      expect(loss).toBeCloseTo(Math.LN2, 5);
    }
    const after = await program.readState();
    for (const [name, value] of Object.entries(expected)) {
      const received = known(after, name).data.subarray(0, 1);
      expect(received, name).toBeAllclose([value], { rtol: 1e-5, atol: 1e-7 });
    }
  });
}

async function compareTenSteps(conformance: TrainingConformance, optimizer: Optimizer): Promise<void> {
  const network = smallResidualNetwork;
  const reference = await referenceTraining(network, { optimizer });
  const state = sampleState(network, optimizer);
  await reference.writeState(state);
  await withTraining(conformance, network, { optimizer }, async (program) => {
    await program.writeState(state);
    for (let step = 0; step < 10; step++) {
      const { images, labels } = sampleBatch(network, 4, step);
      const expected = await reference.trainStep(images, labels, 0.002);
      const received = await program.trainStep(images, labels, 0.002);
      expectClose([received.loss], [expected.loss], conformance.tolerance, `loss of step ${step}`);
    }
    expectCloseAll(await program.readState(), await reference.readState(), conformance.tolerance);
  });
}
