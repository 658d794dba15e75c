import type { Precision } from '@batchmates/engine';
import { describeNetwork } from '@batchmates/network';
import type { Result } from '../harness/race.ts';
import type { StepCase } from './cases.ts';
import type { StepContestant } from './contestants.ts';

/** One row of the table. */
export interface StepRow {
  readonly case: string;
  readonly engine: string;
  readonly precision: Precision;
  readonly threads: number;
  readonly imagesPerSecond: number;
  /** Half the interquartile range over the median, 0-1. */
  readonly spread: number;
  readonly gigaflops: number;
  /** Speed over that of PyTorch's fastest row; absent without PyTorch. */
  readonly ratioToBestPeer: number | undefined;
  /** Time of the step's convolutions alone, primitive by primitive, over the time of the step; oneDNN only. */
  readonly ratioToFloor: number | undefined;
  /** Most resident memory of the process. */
  readonly peakMegabytes: number;
  /** Whether it is its engine's fastest row of the case. */
  readonly best: boolean;
}

/** A contestant with what was measured of it. */
export interface Measured {
  readonly contestant: StepContestant;
  readonly result: Result;
}

/** Backward passes with respect to weights and to inputs cost what a forward pass does each. */
const PASSES = { train: 3, infer: 1 } as const;

/** Turns the results of a case into rows; floors are not rows, they stand beside oneDNN's. */
export function rowsOf(
  { name, network, batchSize, mode }: StepCase,
  measured: readonly Measured[],
): readonly StepRow[] {
  const flopsPerImage = describeNetwork(network).flops * PASSES[mode];
  const bestOf = (engine: string) =>
    Math.max(...measured.filter(({ contestant }) => contestant.engine === engine).map(speedOf));
  const peer = bestOf('pytorch');
  return measured
    .filter(({ contestant }) => contestant.engine !== 'floor')
    .map((one) => {
      const { engine, precision, threads } = one.contestant;
      const speed = speedOf(one);
      const floor = engine === 'onednn' ? floorOf(measured, one.contestant) : undefined;
      return {
        ...{ case: name, engine, precision, threads, imagesPerSecond: speed },
        spread: one.result.speed.spread,
        gigaflops: (speed * flopsPerImage) / 1e9,
        ratioToBestPeer: Number.isFinite(peer) ? speed / peer : undefined,
        ratioToFloor: floor === undefined ? undefined : floor / ((1000 * batchSize) / speed),
        peakMegabytes: one.result.peakMegabytes,
        best: speed === bestOf(engine),
      };
    });
}

function speedOf({ result }: Measured): number {
  return result.speed.median;
}

function floorOf(measured: readonly Measured[], { precision, threads }: StepContestant): number | undefined {
  return measured.find(
    ({ contestant }) =>
      contestant.engine === 'floor' && contestant.precision === precision && contestant.threads === threads,
  )?.result.findings['floorMs'];
}
