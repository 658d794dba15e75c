import { UserErrors } from '@batchmates/errors';
import { expect } from 'vitest';
import type { TrainingOptions, TrainingProgram } from '../../engine.ts';
import type { State } from '../../state.ts';
import { gradientReader, withTraining, type TrainingConformance } from '../conformance.ts';
import { smallResidualNetwork as network } from '../conformance-networks.ts';
import { expectRefusal } from '../expect-refusal.ts';
import { expectSameBits } from '../expect-same-bits.ts';
import { sampleBatch } from '../sample.ts';

/** Wrong arguments of training are `UserError`s with a code, and leave the program as it was. */
export function checkArguments(conformance: TrainingConformance): void {
  conformance.check('wrong arguments: compileTraining', async () => {
    const { precision, threads } = conformance;
    const good: TrainingOptions = { batchSize: 4, precision, threads, optimizer: gradientReader, seed: 0 };
    for (const wrong of [{ batchSize: 0 }, { batchSize: 2.5 }, { threads: 0 }]) {
      await expectRefusal('engine/option', () =>
        conformance.engine().compileTraining(network, { ...good, ...wrong }),
      );
    }
    const brokenNetwork = { ...network, layers: network.layers.slice(0, -1) };
    await expectRefusal('network/shape', () => conformance.engine().compileTraining(brokenNetwork, good));
  });

  for (const [title, refused] of Object.entries(refusals)) {
    conformance.check(`wrong arguments: ${title}`, () =>
      withTraining(conformance, network, {}, async (program) => {
        const before = await program.readState();
        await refused(program);
        expectSameBits(await program.readState(), before);
      }),
    );
  }
}

const { images, labels } = sampleBatch(network, 4);

const refusals: Readonly<Record<string, (program: TrainingProgram) => Promise<void>>> = {
  'count of images': async (program) => {
    const three = images.subarray(0, (images.length * 3) / 4);
    await expectRefusal('engine/count', () => program.trainStep(three, labels, 0.1));
    for (const broken of [images.subarray(1), new Float32Array(0)]) {
      await expectRefusal('engine/images', () => program.trainStep(broken, labels, 0.1));
    }
  },
  labels: async (program) => {
    await expectRefusal('engine/count', () => program.trainStep(images, [0, 1, 2], 0.1));
    for (const label of [network.classes, -1, 0.5, NaN]) {
      await expectRefusal('engine/label', () => program.trainStep(images, [0, 1, 2, label], 0.1));
    }
  },
  'learning rate': async (program) => {
    for (const rate of [NaN, Infinity, -0.1]) {
      await expectRefusal('engine/learning-rate', () => program.trainStep(images, labels, rate));
    }
  },
  state: async (program) => {
    const state = await program.readState();
    const [first = '', second = ''] = state.keys();
    const tensor = { shape: [1], data: new Float32Array(1) };
    const without = (name: string): State => new Map([...state].filter(([key]) => key !== name));
    await expectRefusal('engine/state-missing', () => program.writeState(without(first)));
    await expectRefusal('engine/state-unknown', () =>
      program.writeState(new Map([...state, ['nobody', tensor]])),
    );
    await expectRefusal('engine/state-shape', () => program.writeState(new Map([...state, [first, tensor]])));
    const twice = new Map([...without(first), [second, tensor]]);
    await expect(program.writeState(twice)).rejects.toThrow(UserErrors);
  },
};
