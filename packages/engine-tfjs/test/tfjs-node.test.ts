import { describeEngine } from '@batchmates/engine/testing';
import { memory } from '@tensorflow/tfjs-core';
import { describe, it } from 'vitest';
import { tfjsCandidates } from '../src/index.ts';

const candidate = tfjsCandidates.find(({ name }) => name === 'tfjs-node');
const probe = await candidate!.probe();

if (probe.available)
  describeEngine({
    name: 'tfjs-node',
    engine: async () => (await probe.load()) as never,
    precision: 'f32',
    threads: 1,
    liveTensors: () => memory().numTensors,
  });
else describe.skip(`tfjs-node (${probe.reason})`, () => it('conforms', () => undefined));
