import type { Network } from '@batchmates/network';
import { describe, expect, it } from 'vitest';
import { loadOneDnn } from '../../src/index.ts';
import { lowerOptimizer } from '../../src/optimizer/lower-optimizer.ts';
import { rowMajor } from '../../src/parameters/layout.ts';
import { ParameterStore } from '../../src/parameters/parameter-store.ts';
import { WeightCopies } from '../../src/parameters/weight-copies.ts';
import { PlanBuilder } from '../../src/plan/plan-builder.ts';
import { fixedTensor } from '../../src/plan/tensor.ts';
import { absent, titled } from '../on-this-machine.ts';

/** Three convolutions; the name of the last is the beginning of those before it. */
const names = ['a.b', 'a.b.c', 'a'] as const;
const network: Network = {
  name: 'three',
  input: { height: 4, width: 4, channels: 2 },
  classes: 2,
  layers: [
    ...names.map((name, i) => ({
      ...{ kind: 'conv', name, input: i === 0 ? 'images' : names[i - 1]!, channels: 2 },
      ...{ size: 3, stride: 1, padding: 1 },
    })),
    { kind: 'globalAveragePool', name: 'pool', input: 'a' },
    { kind: 'dense', name: 'dense', input: 'pool', units: 2 },
  ],
} as Network;

const RATE = 0.5;

/** An update of plain gradient descent, to be lowered layer by layer. */
async function scene(piece: number) {
  const { library } = await loadOneDnn();
  const session = library.session();
  const store = new ParameterStore(library, session, network, new Map());
  const copies = new WeightCopies(library, session, store);
  const builder = new PlanBuilder(library, session);
  const scalars = library.allocate(128);
  scalars.floats(0, 1)[0] = -RATE;
  const scalar = (offset: number) => fixedTensor(rowMajor(session, [1], 'f32'), scalars, offset);
  const update = lowerOptimizer(
    {
      builder,
      scalars: { negativeRate: scalar(0), correction: scalar(64) },
      scratch: ({ descriptor }) => builder.tensor(descriptor),
    },
    { store, copies, optimizer: { kind: 'sgd', momentum: 0, weightDecay: 0 } },
    piece,
  );
  return { session, store, builder, update };
}

describe.skipIf(absent)(titled('the update of the parameters'), () => {
  it.each([1, 20, 10_000])('in pieces of %i floats or more changes each of them once', async (piece) => {
    const { session, store, builder, update } = await scene(piece);
    const all = [...names.map((name) => `${name}.weight`), 'dense.weight', 'dense.bias'];
    all.forEach((name, i) => store.write('gradient', name, store.read('value', name).fill(2 + i)));
    for (const layer of ['dense', 'pool', ...names.toReversed()]) update.layerDone(layer);
    update.finish();
    builder.build().run();
    all.forEach((name, i) =>
      expect(new Set(store.read('value', name)), name).toEqual(new Set([-RATE * (2 + i)])),
    );
    session.dispose();
  });

  it('waits for the gradients of a weight, whatever its name begins with, and for those after it', async () => {
    const { session, builder, update } = await scene(1);
    const steps = () => builder.length;
    update.layerDone('a');
    expect(steps()).toBe(0);
    update.layerDone('dense');
    const two = steps();
    expect(two).toBeGreaterThan(0);
    update.layerDone('a.b');
    expect(steps()).toBe(two);
    update.layerDone('a.b.c');
    expect(steps()).toBeGreaterThan(two);
    session.dispose();
  });
});
