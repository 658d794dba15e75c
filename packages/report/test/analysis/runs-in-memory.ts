import { tallyOf, type EvaluationFacts, type ProtocolFacts } from '@batchmates/results';
import { buildErrorTable, type ErrorTable } from '../../src/analysis/error-table.ts';
import type { PublishedName } from '../../src/analysis/paper.ts';
import type { EvaluationSource } from '../../src/evidence/evidence.ts';
import type { Provenance } from '../../src/evidence/provenance.ts';
import { evaluation, type Subject } from '../../src/testing/simulated-results.ts';
import { tests } from '../fixtures/known-results.ts';

/** One test of one network on ten images of two classes. */
export interface Run {
  readonly subject?: Partial<Subject>;
  /** Description of the data trained on. */
  readonly dataset?: string;
  readonly protocol?: ProtocolFacts;
  readonly views?: EvaluationFacts['views'];
  /** Seed of the test; that of training is the subject's. */
  readonly seed?: number;
  readonly provenance?: Partial<Omit<Provenance, 'seeds'>>;
  readonly seeds?: Partial<Provenance['seeds']>;
  /** Images that are answered wrongly. */
  readonly wrong?: readonly number[];
  readonly ids?: readonly string[];
}

/** A network of two classes, trained on random batches. */
export const subject: Subject = {
  strategy: 'standard',
  composition: { kind: 'random' },
  network: 'cifar-resnet-20',
  classNames: ['cat', 'dog'],
  images: 10,
  seed: 0,
  precision: 'f32',
};

/** Training on balanced batches, one of each of the two classes. */
export const balanced: Partial<Subject> = {
  strategy: 'balanced',
  composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 2 },
};

/** Ways of testing, of two classes. */
export const protocols = {
  ...tests,
  balanced: { ...tests.balanced, composition: { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 2 } },
} as const satisfies Record<string, ProtocolFacts>;

/** The run as a report finds it on disk. */
export function runOf(run: Run): EvaluationSource {
  const { protocol = protocols.standard, seed = 0, wrong = [], provenance = {}, seeds = {} } = run;
  const made = evaluation({ ...subject, ...run.subject }, protocol, 0);
  const facts = made.facts as EvaluationFacts;
  const predictions = made.predictions!;
  const { dataset = 'CIFAR-10' } = run;
  return {
    artifact: undefined as never,
    folder: '',
    facts: {
      ...facts,
      seed,
      dataset: { ...facts.dataset, description: dataset },
      training: { ...facts.training, dataset },
      ...(run.views === undefined ? {} : { views: run.views }),
    },
    predictions: {
      ...predictions,
      ids: run.ids ?? predictions.ids,
      predicted: predictions.labels.map((label, image) => (wrong.includes(image) ? 1 - label : label)),
    },
    tally: tallyOf(10, wrong.length),
    provenance: {
      ...{ training: {}, calibration: {}, testing: {}, testData: {}, testDataset: 'cifar' },
      ...provenance,
      seeds: { training: {}, calibration: {}, testData: {}, ...seeds },
    },
  };
}

/** The error table of some runs alone. */
export function tableOf(
  runs: readonly EvaluationSource[],
  paper: PublishedName | 'auto' | 'none' = 'none',
): ErrorTable {
  const nothingElse = { pseudoLabels: [], circulations: [], audits: [], checkpoints: [], datasets: [] };
  return buildErrorTable({ evaluations: runs, ...nothingElse }, paper);
}
