import type { TrainParams } from './params.ts';

/** More epochs than anybody's schedule has. */
const MANY_EPOCHS = 10_000;

/** A rate at which every network of the zoo diverges. */
const HIGH_RATE = 10;

/** What of the params trains, and can hardly be meant. */
export function unlikely({ batchSize, epochs, freezeBatchNorm, learningRate, norm }: TrainParams): string[] {
  return [
    ...(batchSize === 1 && norm.kind === 'batch' && freezeBatchNorm === undefined
      ? ['batchSize: 1: batch norm sees one image at a time, and batches have no structure to study']
      : []),
    ...ghostMisses(norm, batchSize),
    ...(epochs > MANY_EPOCHS ? [`epochs: ${epochs}: training ends when all of them are done`] : []),
    ...(learningRate >= HIGH_RATE ? [`learningRate: ${learningRate}: training will diverge`] : []),
  ];
}

function ghostMisses(norm: TrainParams['norm'], batchSize: number | undefined): string[] {
  if (norm.kind !== 'batch' || norm.ghost === undefined) return [];
  if (norm.ghost === batchSize) return [`norm.ghost: ${batchSize}: a batch is one group, as without it`];
  return norm.ghost === 1
    ? ['norm.ghost: 1: batch norm sees one image at a time, and batches have no structure to study']
    : [];
}
