import type {
  AuditFacts,
  CirculateAnswers,
  CirculateFacts,
  CirculateGrids,
  EvaluationFacts,
  PseudoLabelFacts,
} from '../../src/index.ts';

/** Facts that every kind of result has. */
const shared = {
  schemaVersion: 4,
  dataset: { description: 'made up', split: 'test', classNames: ['a', 'b'] },
  network: {
    name: 'cifar-resnet-8',
    parameters: 10,
    width: 4,
    input: { height: 8, width: 8, channels: 3 },
  },
  training: {
    strategy: 'balanced',
    batchSize: 10,
    composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 10 },
    epochs: 3,
    seed: 0,
    momentum: 0.9,
  },
  engine: { name: 'tfjs-wasm', precision: 'f32' },
  seed: -1,
} as const;

export const evaluationFacts: EvaluationFacts = {
  kind: 'evaluation',
  ...shared,
  dataset: { ...shared.dataset, classNames: ['a', 'b'] },
  views: { name: 'center', count: 1 },
  protocol: {
    name: 'balanced',
    heading: 'Balanced batches',
    order: 40,
    options: { samplesPerClass: 1 },
    statistics: 'batch',
    composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 10 },
    shuffles: false,
    rearrangements: 1,
    decision: null,
  },
};

export const pseudoLabelFacts: PseudoLabelFacts = {
  kind: 'pseudo-label',
  ...shared,
  dataset: { ...shared.dataset, classNames: ['a', 'b'] },
  start: 'standard',
  update: 'confident',
  confidence: 0.9,
  startStatistics: 'population',
  views: { name: 'ten-crop', count: 10 },
  images: 8,
  rounds: [
    {
      round: 0,
      images: 8,
      errors: 2,
      error: 0.25,
      interval: [0.1, 0.6],
      labelErrors: 2,
      changed: 0,
      better: 0,
      worse: 0,
      repeated: 3,
    },
  ],
  fixedPoint: false,
};

const answers: CirculateAnswers = {
  images: 2,
  placements: 4,
  missing: 2,
  label: 1,
  other: 1,
  missingRate: 0.5,
  missingInterval: [0.1, 0.9],
  missingChance: 0.25,
  missingPValue: 0.5,
  labelRate: 0.25,
  labelInterval: [0, 1],
  always: 1,
  own: { placements: 2, right: 1 },
};

export const circulateFacts: CirculateFacts = {
  kind: 'circulate',
  ...shared,
  dataset: { ...shared.dataset, classNames: ['a', 'b'] },
  views: { name: 'center', count: 1 },
  statistics: 'running',
  confidence: 0.5,
  batches: 2,
  confidentImages: [3, 0],
  weak: answers,
  strong: { ...answers, always: 0 },
  pairs: {
    placements: 3,
    missing: 4,
    missingRate: 0.75,
    missingInterval: [0.2, 0.9],
    missingChance: 0.5,
    distinct: 1,
    distinctRate: 0.25,
    distinctInterval: [0, 0.5],
    distinctChance: 0.125,
  },
  grids: 1,
};

const gap = {
  difference: -0.05,
  interval: [-0.06, -0.04],
  pValue: 0.01,
  onlyFirstWrong: 1,
  onlySecondWrong: 3,
  images: 8,
  runs: 4,
} satisfies AuditFacts['labelGain'];
const estimate = { value: -0.5, interval: [-1.5, 0.5], images: 8 } satisfies AuditFacts['pulls']['ownClass'];
const change = { error: gap, negativeLogLikelihood: estimate };
const effect = { alone: change, without: change };
const replaced = { targets: 4, flips: 1, rate: 0.25, interval: [0.1, 0.6], kept: 0 } satisfies NonNullable<
  AuditFacts['replacedBatchmates']
>['sameLabels'];

export const auditFacts: AuditFacts = {
  kind: 'audit',
  ...shared,
  dataset: { ...shared.dataset, classNames: ['a', 'b'] },
  views: { name: 'center', count: 1 },
  batchNorms: ['bn1'],
  statistics: 'population',
  batchSize: 4,
  images: 8,
  cells: [
    {
      protocol: evaluationFacts.protocol,
      batchSize: 4,
      arrangements: 4,
      images: 8,
      error: 0.25,
      interval: [0.1, 0.6],
      range: [0.125, 0.375],
      negativeLogLikelihood: 2.5,
      totalVariation: 0.125,
      flips: 0.25,
      flipsInterval: [0.1, 0.6],
    },
  ],
  roles: { fixed: 0, random: 0, balanced: 0, control: 0, measuredAs: 0, servedAs: 0, trainedOn: 0 },
  skipped: [{ what: 'single', reason: 'a batch norm sees 1x1' }],
  measuredLessServed: gap,
  labelGain: gap,
  batchCost: gap,
  pulls: { ownClass: estimate, absentClass: estimate },
  replacedBatchmates: { sameLabels: replaced, otherLabels: replaced },
  assignment: { error: 0.125, share: estimate },
  attribution: {
    images: 8,
    batchSize: 4,
    layers: [{ name: 'bn1', random: effect, balanced: effect }],
  },
  fixedFlips: [{ protocol: 'random', images: 8, flips: 0, largestChange: 0 }],
};

export const circulateGrids: CirculateGrids = {
  grids: [
    {
      kind: 'two-weak',
      probes: [
        { image: 7, label: 1, standard: 0 },
        { image: 9, label: 0, standard: 1 },
      ],
      base: { probeSlots: [], cells: [{ image: 3, predicted: 0, probability: 1 }] },
      rows: [
        {
          probeSlots: [0, 1],
          cells: [
            { image: 7, predicted: 0, probability: 0.75 },
            { image: 9, predicted: 1, probability: 0.5 },
          ],
        },
      ],
    },
  ],
  thumbnails: { 3: 'data:image/png;base64,AA==' },
};
