import { totalmem } from 'node:os';
import { UserError } from '@batchmates/errors';
import { createNetwork } from '@batchmates/model-zoo';
import type { Network } from '@batchmates/network';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadOneDnn, type OneDnnEngine } from '../src/index.ts';
import { absent, titled } from './on-this-machine.ts';

const optimizer = { kind: 'sgd', momentum: 0, weightDecay: 0 } as const;
const input = { height: 8, width: 8, channels: 3 };
const small = createNetwork('cifar-resnet-8', { input, classes: 4, width: 8 });
let engine: OneDnnEngine;

/** The message of the `UserError` that `action` ends in. */
async function messageOf(action: () => Promise<unknown>): Promise<string> {
  const error: unknown = await action().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

const compile = (network: Network, batchSize = 2) =>
  engine.compileTraining(network, { batchSize, precision: 'f32', threads: 1, optimizer, seed: 0 });

describe.skipIf(absent)(titled('mistakes end in one line, never in a crash'), () => {
  beforeAll(async () => {
    engine = await loadOneDnn();
  });

  it('memory that no machine has', async () => {
    const message = await messageOf(async () => engine.library.allocate(2 ** 50));
    expect(message).toMatch(/^oneDNN: .*memory/);
  });

  it('memory that this machine has not, though its addresses would do', async () => {
    const message = await messageOf(async () => engine.library.allocate(2 * totalmem()));
    expect(message).toMatch(/^oneDNN: .*memory.*: expected .* GB of memory, which are free, received/);
  });

  it('says what training takes before it takes it', async () => {
    const input = { height: 64, width: 64, channels: 3 };
    const network = createNetwork('cifar-resnet-8', { input, classes: 4, width: 4 });
    const [one, two] = [await compile(network, 128), await compile(network, 256)];
    const before = process.memoryUsage.rss();
    const bytes = await two.trainingBytes!();
    expect(bytes).toBeGreaterThan(1.5 * (await one.trainingBytes!()));
    expect(process.memoryUsage.rss() - before).toBeLessThan(bytes / 4);
    await two.trainStep(new Float32Array(256 * 64 * 64 * 3), new Uint16Array(256), 0.1);
    const taken = process.memoryUsage.rss() - before;
    expect(taken / bytes).toBeGreaterThan(0.8);
    expect(taken / bytes).toBeLessThan(1.3);
    await Promise.all([one.dispose(), two.dispose()]);
  });

  it('a network whose shapes do not fit', async () => {
    const [first, ...layers] = small.layers;
    const bad = {
      ...small,
      layers: [{ ...first, padding: 0 } as typeof first & object, ...layers],
    } as Network;
    expect(await messageOf(() => compile({ ...bad, classes: 5 }))).toContain(
      'expected a dense layer of 5 units',
    );
  });

  it('a primitive that the library refuses, named with its shapes', () => {
    const session = engine.library.session();
    const tensor = (channels: number) => session.describe([2, channels, 8, 8], 'f32', 'any');
    const weights = session.describe([4, 3, 3, 3], 'f32', 'any');
    const describeIt = () =>
      session.convolution({
        ...{ propagation: 'forwardTraining', algorithm: 'direct', weights, stride: 1, padding: [1, 1] },
        ...{ input: tensor(5), output: tensor(4) },
      });
    expect(describeIt).toThrow(UserError);
    expect(describeIt).toThrow(
      /oneDNN: convolution forwardTraining f32 2x5x8x8 by f32 4x3x3x3 to f32 2x4x8x8, stride 1: .*invalid arguments/,
    );
    session.dispose();
  });

  it('a program after dispose', async () => {
    const program = await compile(small);
    await program.dispose();
    await program.dispose();
    expect(await messageOf(() => program.readState())).toContain('not disposed of');
  });
});
