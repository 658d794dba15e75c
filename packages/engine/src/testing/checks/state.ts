import { expect } from 'vitest';
import type { TrainingProgram } from '../../engine.ts';
import { initialState } from '../../initial-state.ts';
import type { Optimizer } from '../../optimizer.ts';
import type { State } from '../../state.ts';
import { stateSpecs } from '../../state-specs.ts';
import { gradientReader, referenceTraining, withTraining, type TrainingConformance } from '../conformance.ts';
import { known } from '../reference/forward.ts';
import { sampleBatch, sampleState } from '../sample.ts';
import { smallResidualNetwork as network } from '../conformance-networks.ts';
import { expectCloseAll } from '../tolerance.ts';
import { expectSameBits } from '../expect-same-bits.ts';

const rmsprop: Optimizer = {
  kind: 'rmsprop',
  decay: 0.9,
  momentum: 0.5,
  epsilon: 1e-3,
  weightDecay: 1e-3,
  start: 'bias-corrected',
};

/** Names, shapes and values of the state, its way out, in, and from engine to engine. */
export function checkState(conformance: TrainingConformance): void {
  const { check } = conformance;
  const programs = (optimizer: Optimizer, use: (program: TrainingProgram) => Promise<void>, seed = 1) =>
    withTraining(conformance, network, { optimizer, seed }, use);

  for (const optimizer of [gradientReader, rmsprop]) {
    check(`state starts as it must: ${optimizer.kind}`, () =>
      programs(optimizer, async (program) => {
        const state = await program.readState();
        expect([...state.keys()]).toEqual(stateSpecs(network, optimizer).map(({ name }) => name));
        expectSameBits(state, initialState(network, 1, optimizer));
      }),
    );
    check(`state goes out and in unchanged: ${optimizer.kind}`, () =>
      programs(optimizer, async (program) => {
        const state = sampleState(network, optimizer);
        await program.writeState(state);
        expectSameBits(await program.readState(), state);
      }),
    );
    check(`training goes on from a written state: ${optimizer.kind}`, () =>
      programs(optimizer, async (first) => {
        await train(first, 0, 3);
        const saved = await first.readState();
        await train(first, 3, 6);
        await programs(
          optimizer,
          async (second) => {
            await second.writeState(saved);
            await train(second, 3, 6);
            expectSameBits(await second.readState(), await first.readState());
          },
          2,
        );
      }),
    );
    check(`a state moves between engines: ${optimizer.kind}`, () => moveBetween(conformance, optimizer));
  }
  check('the state read is a copy', () =>
    programs(gradientReader, async (program) => {
      const kept = await program.readState();
      for (const { data } of (await program.readState()).values()) data.fill(7);
      expectSameBits(await program.readState(), kept);
    }),
  );
  check('absent optimizer slots are reset', () => programs(gradientReader, resetSlots));
}

async function train(program: TrainingProgram, from: number, to: number): Promise<void> {
  for (let step = from; step < to; step++) {
    const { images, labels } = sampleBatch(network, 4, step);
    await program.trainStep(images, labels, 0.002);
  }
}

async function moveBetween(conformance: TrainingConformance, optimizer: Optimizer): Promise<void> {
  const reference = await referenceTraining(network, { optimizer });
  await train(reference, 0, 2);
  await withTraining(conformance, network, { optimizer, seed: 2 }, async (program) => {
    await program.writeState(await reference.readState());
    await train(program, 2, 4);
    await train(reference, 2, 4);
    expectCloseAll(await program.readState(), await reference.readState(), conformance.tolerance);
    const arrived = await program.readState();
    await reference.writeState(arrived);
    expectSameBits(await reference.readState(), arrived);
  });
}

async function resetSlots(program: TrainingProgram): Promise<void> {
  await train(program, 0, 2);
  const state = await program.readState();
  const parameters: State = new Map([...state].filter(([name]) => !name.startsWith('optimizer.')));
  await program.writeState(parameters);
  const after = await program.readState();
  for (const { name, kind, start } of stateSpecs(network, gradientReader)) {
    const values = known(after, name).data;
    if (kind === 'slot') expect(new Set(values), name).toEqual(new Set([start]));
    else expect(values, name).toEqual(known(state, name).data);
  }
}
