import type { AuditAttribution, AuditCell, AuditFacts, AuditGap, LayerEffect } from '@batchmates/results';

type Protocol = AuditCell['protocol'];

/** How images met, by the composition that a protocol declares. */
export const ways = {
  alone: protocolOf({ name: 'standard', statistics: 'population', composition: { kind: 'single' } }),
  random: protocolOf({ name: 'random', composition: { kind: 'random' } }),
  balanced: protocolOf({
    name: 'balanced',
    composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 10 },
  }),
  sorted: protocolOf({ name: 'sorted', composition: { kind: 'sorted' } }),
  stream: protocolOf({ name: 'stream', composition: { kind: 'ordered' } }),
  single: protocolOf({ name: 'single', composition: { kind: 'single' } }),
  assignment: protocolOf({
    name: 'assignment',
    statistics: 'population',
    composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 10 },
    decision: 'one-to-one assignment',
  }),
  other: protocolOf({ name: 'mine', heading: 'Mine', composition: { kind: 'other', description: 'mine' } }),
} as const;

/** A cell of 1,000 images; batches of 10 unless statistics are fixed. */
export function cellOf(protocol: Protocol, error: number, more: Partial<AuditCell> = {}): AuditCell {
  return {
    protocol,
    batchSize: protocol.statistics === 'batch' ? 10 : null,
    arrangements: 1,
    images: 1000,
    error,
    interval: [Math.max(0, error - 0.01), Math.min(1, error + 0.01)],
    range: [error, error],
    negativeLogLikelihood: 0.5,
    totalVariation: 0.1,
    flips: 0.05,
    flipsInterval: [0.04, 0.06],
    ...more,
  };
}

/** A difference with an interval of as much to both sides. */
export function gapOf(difference: number, half: number): AuditGap {
  return {
    difference,
    interval: [difference - half, difference + half],
    pValue: null,
    onlyFirstWrong: Math.max(0, Math.round(4000 * difference)),
    onlySecondWrong: Math.max(0, Math.round(-4000 * difference)),
    images: 1000,
    runs: 4,
  };
}

const change = (points: number, nats: number) =>
  ({
    error: gapOf(points, 0.005),
    negativeLogLikelihood: { value: nats, interval: [nats - 0.01, nats + 0.01], images: 1000 },
  }) satisfies LayerEffect['alone'];

/** What each of two batch norms does: the second reads the labels. */
const attribution: AuditAttribution = {
  images: 1000,
  batchSize: 10,
  layers: [
    {
      name: 'bn1',
      random: { alone: change(0.001, -0.005), without: change(-0.002, 0.001) },
      balanced: { alone: change(0, 0.002), without: change(0.001, 0) },
    },
    {
      name: 'bn2',
      random: { alone: change(0.04, 0.125), without: change(-0.054, -0.161) },
      balanced: { alone: change(-0.035, -0.176), without: change(0.021, 0.099) },
    },
  ],
};

/** Facts of an audit of a network trained on balanced batches of ten, as far as they differ from it. */
export function auditFacts(more: Partial<AuditFacts> = {}): AuditFacts {
  return {
    kind: 'audit',
    schemaVersion: 4,
    dataset: { description: 'letters', split: 'test', classNames: Array.from('ABCDEFGHIJ') },
    network: { name: 'net', parameters: 10, width: 4, input: { height: 8, width: 8, channels: 3 } },
    training: {
      strategy: 'balanced',
      batchSize: 10,
      composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 10 },
      epochs: 3,
      seed: 0,
    },
    engine: { name: 'reference', precision: 'f32' },
    seed: 0,
    views: { name: 'center', count: 1 },
    batchNorms: ['bn1', 'bn2'],
    statistics: 'population',
    batchSize: 10,
    images: 1000,
    cells: [cellOf(ways.alone, 0.098), cellOf(ways.random, 0.15), cellOf(ways.balanced, 0.041)],
    roles: { fixed: 0, random: 1, balanced: 2, control: 1, measuredAs: 2, servedAs: 0, trainedOn: 2 },
    skipped: [],
    measuredLessServed: gapOf(-0.057, 0.008),
    labelGain: gapOf(0.109, 0.01),
    batchCost: gapOf(0.052, 0.01),
    pulls: {
      ownClass: { value: -0.08, interval: [-0.1, -0.06], images: 900 },
      absentClass: { value: 0.01, interval: [0.005, 0.015], images: 950 },
    },
    replacedBatchmates: {
      sameLabels: { targets: 400, flips: 40, rate: 0.1, interval: [0.07, 0.13], kept: 0 },
      otherLabels: { targets: 400, flips: 60, rate: 0.15, interval: [0.12, 0.19], kept: 0.001 },
    },
    assignment: { error: 0.02, share: { value: 0.73, interval: [0.6, 0.86], images: 1000 } },
    attribution,
    fixedFlips: [{ protocol: 'random', images: 1000, flips: 0, largestChange: 1e-6 }],
    ...more,
  };
}

function protocolOf(more: Pick<Protocol, 'name' | 'composition'> & Partial<Protocol>): Protocol {
  return {
    heading: more.name,
    order: 10,
    options: {},
    statistics: 'batch',
    shuffles: false,
    rearrangements: 1,
    decision: null,
    ...more,
  };
}
