import type { Network } from '@batchmates/network';
import type { Optimizer } from '@batchmates/engine';
import { randomStream } from '@batchmates/random';
import { describe, expect, it, vi } from 'vitest';
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
const plain: Optimizer = { kind: 'sgd', momentum: 0, weightDecay: 0 };

const rmsprop = { kind: 'rmsprop', decay: 0.9, epsilon: 1e-3, weightDecay: 1e-2 } as const;
const optimizers: readonly Optimizer[] = [
  plain,
  { kind: 'sgd', momentum: 0.9, weightDecay: 1e-2 },
  { ...rmsprop, momentum: 0, start: 'ones' },
  { ...rmsprop, momentum: 0.9, start: 'bias-corrected' },
];

/** An update, to be lowered layer by layer. */
async function scene({ piece, optimizer = plain }: { piece: number; optimizer?: Optimizer }) {
  const { library } = await loadOneDnn();
  const session = library.session();
  const store = new ParameterStore(library, session, network, { layouts: new Map(), frozen: new Set() });
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
    { store, copies, optimizer },
    piece,
  );
  return { session, store, builder, update };
}

describe.skipIf(absent)(titled('the update of the parameters'), () => {
  it.each(optimizers)('gives the same bits in pieces of any size: %o', async (optimizer) => {
    const all = [...names.map((name) => `${name}.weight`), 'dense.weight', 'dense.bias'];
    const inPieces = async (piece: number) => {
      const { session, store, builder, update } = await scene({ piece, optimizer });
      const stream = randomStream(0, 'update');
      for (const name of all) {
        for (const area of ['value', 'gradient', 'velocity', 'square_average'] as const) {
          store.write(
            area,
            name,
            store.read(area, name).map(() => Math.abs(stream.normal())),
          );
        }
      }
      const before = all.map((name) => store.read('value', name));
      for (const layer of ['dense', 'pool', ...names.toReversed()]) update.layerDone(layer);
      update.finish();
      builder.build().run();
      const after = all.map((name) => store.read('value', name));
      session.dispose();
      return { before, after };
    };
    const whole = await inPieces(Infinity);
    for (const [at, values] of whole.after.entries()) expect(values).not.toEqual(whole.before[at]);
    for (const piece of [1, 40, 80]) expect(await inPieces(piece)).toEqual(whole);
  });

  it('waits for the gradients of a weight, whatever its name begins with, and for those after it', async () => {
    const { session, builder, update } = await scene({ piece: 1 });
    const step = vi.spyOn(builder, 'step');
    const steps = () => step.mock.calls.length;
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
