import { describeEngine } from '@batchmates/engine/testing';
import { createNetwork } from '@batchmates/model-zoo';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { tfjsCandidates } from '../../src/index.ts';

/** Examines an engine on TensorFlow's library; skips with the reason where it is absent, unless it is `required`. */
export async function describeNative(name: string, required: boolean): Promise<void> {
  const probe = await tfjsCandidates.find((candidate) => candidate.name === name)!.probe();
  if (!probe.available && !required) {
    describe.skip(`${name} (${probe.reason})`, () => {
      test('passes the conformance suite', () => undefined);
    });
    return;
  }
  const load = () => {
    if (!probe.available) throw new Error(probe.reason);
    return probe.load();
  };
  describeEngine({
    name,
    engine: load,
    precision: 'f32',
    threads: 1,
    liveTensors: () => tf.memory().numTensors,
  });

  describe('a training step', () => {
    test('sends images, labels and constants, and reads nothing back but its logits', async () => {
      const engine = await load();
      const network = createNetwork('cifar-resnet-8', {
        input: { height: 12, width: 12, channels: 3 },
        classes: 10,
        width: 8,
      });
      const program = await engine.compileTraining!(network, {
        ...{ batchSize: 10, precision: 'f32', threads: 1, seed: 0 },
        optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
      });
      const images = new Float32Array(10 * 12 * 12 * 3).fill(0.5);
      const labels = Uint16Array.from({ length: 10 }, (_, image) => image);
      await program.trainStep(images, labels, 0.1);
      const backend = tf.backend() as unknown as {
        readSync(id: object): ArrayLike<number>;
        write(values: ArrayLike<number> | null, ...rest: unknown[]): object;
      };
      const read: number[] = [];
      const { readSync, write } = backend;
      let sent = 0;
      backend.write = function (values, ...rest) {
        sent += values?.length ?? 0;
        return write.call(this, values, ...rest);
      };
      backend.readSync = function (id) {
        const values = readSync.call(this, id);
        read.push(values.length);
        return values;
      };
      await program.trainStep(images, labels, 0.1).finally(() => {
        Object.assign(backend, { readSync, write });
      });
      await program.dispose();
      expect(read).toEqual([100]);
      // The network has some 19,000 parameters.
      expect(sent).toBeLessThan(2 * images.length);
    });
  });
}
