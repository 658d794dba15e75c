import { batchNorms } from '@batchmates/network';
import { expect } from 'vitest';
import type { InferenceProgram } from '../../engine.ts';
import type { FixedStatistics } from '../../statistics.ts';
import {
  referenceInference,
  sampleParameters,
  withInference,
  withTraining,
  type Conformance,
  type TrainingConformance,
} from '../conformance.ts';
import { smallResidualNetwork as network } from '../conformance-networks.ts';
import { expectRefusal } from '../expect-refusal.ts';
import { sampleBatch, sampleMoments } from '../sample.ts';
import { expectCloseProbabilities } from '../tolerance.ts';

/** Statistics of the batch in some batch norms, fixed ones in the others. */
export function checkMixedStatistics(conformance: Conformance): void {
  const { check } = conformance;
  const using = (use: (program: InferenceProgram) => Promise<void>) =>
    withInference(conformance, network, sampleParameters(network), use);

  check(
    'mixed statistics: with all batch norms named as batch statistics, with none as fixed ones, to the bit',
    () =>
      using(async (program) => {
        for (const others of [running, fixed]) {
          const all = { kind: 'mixed', batch: names.toReversed(), others } as const;
          expect(await program.infer(images, all)).toEqual(await program.infer(images, { kind: 'batch' }));
          const none = { kind: 'mixed', batch: [], others } as const;
          expect(await program.infer(images, none)).toEqual(await program.infer(images, others));
        }
      }),
  );
  check('mixed statistics: each batch norm alone as computed layer by layer', async () => {
    const reference = await referenceInference(network, sampleParameters(network));
    await using(async (program) => {
      for (const others of [running, fixed]) {
        const apart: number[] = [];
        for (const name of names) {
          const mixed = { kind: 'mixed', batch: [name], others } as const;
          const received = await program.infer(images, mixed);
          const label = `batch statistics in ${name}, ${others.kind} ones elsewhere`;
          expectCloseProbabilities(
            received,
            await reference.infer(images, mixed),
            conformance.tolerance,
            label,
          );
          const plain = await reference.infer(images, others);
          apart.push(Math.max(...received.map((value, at) => Math.abs(value - plain[at]!))));
        }
        expect(Math.max(...apart), 'effect of the statistics of one layer').toBeGreaterThan(0.01);
      }
    });
  });
  check('mixed statistics: the moments of batch norms that take those of the batch may be absent', () =>
    using(async (program) => {
      const mixed = (others: FixedStatistics) =>
        program.infer(images, { kind: 'mixed', batch: [first], others });
      expect(await mixed(withoutFirst)).toEqual(await mixed(fixed));
    }),
  );
  check('wrong arguments of inference: mixed statistics', () =>
    using(async (program) => {
      const infer = (batch: readonly string[], others: FixedStatistics) =>
        program.infer(images, { kind: 'mixed', batch, others });
      const [, second = ''] = names;
      await expectRefusal('engine/batch-norm', () => infer([first, 'nowhere'], running));
      await expectRefusal('engine/statistics', () => infer([second], withoutFirst));
    }),
  );
}

/** A mix between calls with fixed statistics leaves those right, also after the parameters changed. */
export function checkMixedStatisticsInTraining(conformance: TrainingConformance): void {
  conformance.check('mixed statistics after a training step leave fixed ones right', () =>
    withTraining(conformance, network, {}, async (trained) => {
      await trained.infer(images, fixed);
      await trained.trainStep(images, labels, 0.1);
      await trained.infer(images, { kind: 'mixed', batch: [first], others: withoutFirst });
      const received = await trained.infer(images, fixed);
      await withInference(conformance, network, await trained.readState(), async (program) => {
        const expected = await program.infer(images, fixed);
        expectCloseProbabilities(received, expected, conformance.tolerance, 'fixed statistics');
      });
    }),
  );
}

const { images, labels } = sampleBatch(network, 4);
const names = batchNorms(network).map(({ name }) => name);
const [first = ''] = names;
const running = { kind: 'running' } as const;
const fixed = { kind: 'fixed', moments: sampleMoments(network) } as const;
const withoutFirst = {
  kind: 'fixed',
  moments: new Map([...fixed.moments].filter(([name]) => name !== first)),
} as const;
