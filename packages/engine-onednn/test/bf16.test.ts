import { createNetwork, parameterSpecs } from '@batchmates/model-zoo';
import { randomStream } from '@batchmates/random';
import type { Optimizer, Precision, State } from '@batchmates/engine';
import { describe, expect, it } from 'vitest';
import { loadOneDnn } from '../src/index.ts';
import { precisions } from './on-this-machine.ts';

const network = createNetwork('cifar-resnet-20', {
  input: { height: 36, width: 36, channels: 3 },
  classes: 10,
  width: 16,
});
const batchSize = 10;
const optimizer: Optimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 };

/** The paper's network at width 16 and its batch of ten: what bfloat16 is used for. */
describe.skipIf(!precisions.includes('bf16'))('bf16 beside f32 on ResNet-20, where the CPU has bf16', () => {
  it('keeps loss, gradients and ten steps close', async () => {
    const [exact, rounded] = [await train('f32'), await train('bf16')];
    expect(Math.abs(rounded.losses[0]! - exact.losses[0]!) / exact.losses[0]!).toBeLessThan(0.01);
    for (const { name, role } of parameterSpecs(network)) {
      const slot = `optimizer.velocity.${name}`;
      const cosine = cosineOf(rounded.first.get(slot)!.data, exact.first.get(slot)!.data);
      expect(cosine, `direction of the gradient of ${name}`).toBeGreaterThan(0.9);
      if (role !== 'weight') continue;
      expect(distance(rounded.last, exact.last, name), `${name} after ten steps`).toBeLessThan(0.05);
    }
    rounded.losses.forEach((loss, step) => expect(Math.abs(loss - exact.losses[step]!)).toBeLessThan(0.1));
  });
});

async function train(precision: Precision) {
  const engine = await loadOneDnn();
  const program = await engine.compile(network, { batchSize, precision, threads: 1, optimizer, seed: 1 });
  const losses: number[] = [];
  const states: State[] = [];
  for (let step = 0; step < 10; step++) {
    const { images, labels } = batch(step);
    losses.push((await program.trainStep(images, labels, 0.01)).loss);
    states.push(await program.readState());
  }
  await program.dispose();
  return { losses, first: states[0]!, last: states.at(-1)! };
}

function batch(step: number) {
  const stream = randomStream(step, 'bf16 test images');
  return {
    images: Float32Array.from({ length: batchSize * 36 * 36 * 3 }, () => stream.normal()),
    labels: Uint8Array.from({ length: batchSize }, (_, image) => image),
  };
}

function cosineOf(left: Float32Array, right: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  return dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right));
}

/** Norm of the difference over the norm. */
function distance(left: State, right: State, name: string): number {
  const [a, b] = [left.get(name)!.data, right.get(name)!.data];
  const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return norm(a.map((value, i) => value - b[i]!)) / norm(b);
}
