import { UserError, UserErrors } from '@batchmates/errors';
import { expect } from 'vitest';
import type { CompileOptions, Program } from '../../engine.ts';
import type { State } from '../../state.ts';
import { gradientReader, withProgram, type Conformance } from '../conformance.ts';
import { sampleBatch, sampleMoments } from '../sample.ts';
import { smallResidualNetwork as network } from '../test-networks.ts';
import { expectSameBits } from './inference.ts';

/** Wrong arguments are `UserError`s with a code, and leave the program as it was. */
export function checkArguments(conformance: Conformance): void {
  conformance.check('wrong arguments: compile', async () => {
    const { precision, threads } = conformance;
    const good: CompileOptions = { batchSize: 4, precision, threads, optimizer: gradientReader, seed: 0 };
    for (const wrong of [{ batchSize: 0 }, { batchSize: 2.5 }, { threads: 0 }]) {
      await expectRefusal('engine/option', () =>
        conformance.engine().compile(network, { ...good, ...wrong }),
      );
    }
    const brokenNetwork = { ...network, layers: network.layers.slice(0, -1) };
    await expectRefusal('network/shape', () => conformance.engine().compile(brokenNetwork, good));
  });

  for (const [title, refused] of Object.entries(refusals)) {
    conformance.check(`wrong arguments: ${title}`, () =>
      withProgram(conformance, network, {}, async (program) => {
        const before = await program.readState();
        await refused(program);
        expectSameBits(await program.readState(), before);
      }),
    );
  }
}

const { images, labels } = sampleBatch(network, 4);

const refusals: Readonly<Record<string, (program: Program) => Promise<void>>> = {
  'count of images': async (program) => {
    const three = images.subarray(0, (images.length * 3) / 4);
    await expectRefusal('engine/count', () => program.trainStep(three, labels, 0.1));
    for (const broken of [images.subarray(1), new Float32Array(0)]) {
      await expectRefusal('engine/images', () => program.trainStep(broken, labels, 0.1));
      await expectRefusal('engine/images', () => program.infer(broken, { kind: 'batch' }));
      await expectRefusal('engine/images', () => program.moments(broken));
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
  'fixed statistics': async (program) => {
    const moments = sampleMoments(network);
    const [first = ''] = moments.keys();
    const fewer = new Map([...moments].filter(([name]) => name !== first));
    const one = Float32Array.of(1);
    const shorter = new Map([...moments, [first, { mean: one, variance: one }]]);
    for (const wrong of [fewer, shorter]) {
      await expectRefusal('engine/statistics', () =>
        program.infer(images, { kind: 'fixed', moments: wrong }),
      );
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

async function expectRefusal(code: string, act: () => Promise<unknown>): Promise<void> {
  // A synchronous throw would escape a caller's `.catch`.
  const error: unknown = await act().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ code });
  expect((error as UserError).message).not.toContain('\n');
}
