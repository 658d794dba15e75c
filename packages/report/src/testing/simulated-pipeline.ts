import { join } from 'node:path';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { writeCheckpoint, writeCurves, type EpochRow, type TrainingRecord } from '@batchmates/checkpoint';
import { initialState } from '@batchmates/engine';
import { cifarResnet } from '@batchmates/model-zoo';
import { writeResults, type ProtocolFacts, type Results } from '@batchmates/results';
import { circulation, decided, evaluation, pseudoLabel, type Subject } from './simulated-results.ts';

/** What to simulate. */
export interface PipelineOptions {
  /** Folder of the artifacts, e.g. `<temporary>/artifacts/cifar10-quick`. */
  readonly directory: string;
  readonly classNames?: readonly string[];
  readonly network?: string;
  readonly images?: number;
  readonly seeds?: readonly number[];
  readonly precision?: Subject['precision'];
  /** All errors are multiplied by it. */
  readonly hardness?: number;
  /** What strategies and protocols are called; by default as ours. Nothing in a report may depend on it but labels. */
  readonly rename?: (name: string) => string;
}

/** Artifacts of a simulated pipeline, written by the packages' own writers. */
export interface SimulatedPipeline {
  readonly results: readonly Artifact[];
  readonly checkpoints: readonly Artifact[];
}

const cifarClasses = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/** An arm: how it was trained, and its errors by the names of `tests`. */
interface SimulatedArm {
  readonly strategy: string;
  readonly composition: Subject['composition'];
  readonly errors: Readonly<Record<string, number>>;
}

const single = {
  composition: { kind: 'single' },
  shuffles: false,
  rearrangements: 1,
  decision: null,
} as const;
const balancedBatches = { kind: 'balanced', samplesPerClass: 1, classesPerBatch: 10 } as const;
const batch = { statistics: 'batch', shuffles: false, rearrangements: 1, decision: null } as const;

/** Protocols as their results record them, by the names of the instances that test with them. */
const tests: Readonly<Record<string, ProtocolFacts>> = {
  'standard-running': {
    name: 'standard',
    heading: 'Standard',
    order: 10,
    options: {},
    statistics: 'running',
    ...single,
  },
  'standard-population': {
    name: 'standard',
    heading: 'Standard',
    order: 10,
    options: {},
    statistics: 'population',
    ...single,
  },
  random: {
    name: 'random',
    heading: 'Random batches',
    order: 20,
    options: {},
    composition: { kind: 'random' },
    ...batch,
  },
  balanced: {
    name: 'balanced',
    heading: 'Balanced batches',
    order: 40,
    options: {},
    composition: balancedBatches,
    ...batch,
  },
  'shuffled-balanced': {
    name: 'shuffled-balanced',
    heading: 'Shuffled balanced',
    order: 50,
    options: {},
    composition: balancedBatches,
    ...batch,
    shuffles: true,
  },
};

const assignment: ProtocolFacts = {
  name: 'assignment',
  heading: 'Assignment',
  order: 70,
  options: {},
  statistics: 'population',
  composition: balancedBatches,
  shuffles: false,
  rearrangements: 1,
  decision: 'one-to-one assignment',
};

const arms: readonly SimulatedArm[] = [
  {
    strategy: 'standard',
    composition: { kind: 'random' },
    errors: {
      'standard-running': 0.135,
      'standard-population': 0.121,
      random: 0.131,
      balanced: 0.117,
      'shuffled-balanced': 0.112,
    },
  },
  {
    strategy: 'balanced',
    composition: balancedBatches,
    errors: {
      'standard-running': 0.142,
      'standard-population': 0.124,
      random: 0.16,
      balanced: 0.031,
      'shuffled-balanced': 0.018,
    },
  },
];

/** Writes the checkpoints and results of a whole factorial with every experiment of the paper. */
export async function simulatePipeline(options: PipelineOptions): Promise<SimulatedPipeline> {
  const {
    classNames = cifarClasses,
    network = 'cifar-resnet-20',
    images = 2000,
    seeds = [0],
    precision = 'f32',
    hardness = 1,
    rename = (name: string) => name,
  } = options;
  const results: Artifact[] = [];
  const checkpoints: Artifact[] = [];
  const named = (protocol: ProtocolFacts) => ({ ...protocol, name: rename(protocol.name) });
  for (const { strategy, composition, errors } of arms) {
    for (const seed of seeds) {
      const suffix = seeds.length > 1 ? `.${seed}` : '';
      const arm = `${strategy}${suffix}`;
      const variant = { batching: strategy, ...(seeds.length > 1 ? { seed } : {}) };
      const subject: Subject = {
        strategy: rename(strategy),
        composition,
        network,
        classNames,
        images,
        seed,
        precision,
      };
      const write = (instance: string, stage: string, made: Results, more: Record<string, unknown> = {}) =>
        writeSimulated(
          options.directory,
          instance,
          { type: 'results', stage, variant: { ...variant, ...more } },
          (folder) => writeResults(folder, made),
        );
      checkpoints.push(
        await simulateCheckpoint(options.directory, `train.${arm}`, variant, { ...subject, hardness }),
      );
      for (const [name, protocol] of Object.entries(tests)) {
        const made = evaluation(subject, named(protocol), hardness * errors[name]! * (1 + seed / 20));
        results.push(await write(`evaluate.${arm}.${name}`, 'evaluator/evaluate', made, { protocol: name }));
      }
      const made = decided(subject, named(assignment), {
        error: hardness * 0.045,
        argmaxError: hardness * 0.122,
      });
      results.push(await write(`assignment.${arm}`, 'evaluator/evaluate', made));
    }
  }
  const subject: Subject = {
    strategy: rename('balanced'),
    composition: balancedBatches,
    network,
    classNames,
    images,
    seed: seeds[0]!,
    precision,
  };
  const variant = { batching: 'balanced' };
  for (const start of ['standard', 'true-labels'] as const) {
    const made = pseudoLabel(subject, start, 20);
    results.push(
      await writeSimulated(
        options.directory,
        `pseudo-label.balanced.${start}`,
        { type: 'results', stage: 'evaluator/pseudo-label', variant: { ...variant, start } },
        (folder) => writeResults(folder, made),
      ),
    );
  }
  const circulated = await circulation(subject);
  results.push(
    await writeSimulated(
      options.directory,
      'circulate.balanced',
      { type: 'results', stage: 'evaluator/circulate', variant },
      (folder) => writeResults(folder, circulated),
    ),
  );
  return { results, checkpoints };
}

interface Draft {
  readonly type: string;
  readonly stage: string;
  readonly variant: Record<string, unknown>;
}

function writeSimulated(
  directory: string,
  instance: string,
  draft: Draft,
  write: (folder: string) => Promise<void>,
): Promise<Artifact> {
  return writeArtifact(
    { directory: join(directory, instance), manifest: { ...draft, instance, params: {}, inputs: {} } },
    write,
  );
}

function simulateCheckpoint(
  directory: string,
  instance: string,
  variant: Record<string, unknown>,
  subject: Subject & { hardness: number },
): Promise<Artifact> {
  const { strategy, composition, classNames, seed, precision } = subject;
  const network = cifarResnet(8, {
    width: 4,
    classes: classNames.length,
    input: { height: 36, width: 36, channels: 3 },
  });
  const optimizer = { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 } as const;
  const training: TrainingRecord = {
    batching: { kind: strategy },
    strategy,
    composition,
    batchSize: classNames.length,
    epochs: 12,
    steps: 48_000,
    optimizer,
    schedule: { kind: 'one-cycle', warmUp: 0.2 },
    learningRate: 0.1,
    augmentation: { kind: 'scale-crop', scale: [0.9, 1.1], flip: true, colour: 0.1 },
    seed,
    engine: 'onednn',
    precision,
    threads: 2,
    dataset: 'CIFAR-10, hold-out of data_batch_5',
    trainingImages: 40_000,
  };
  return writeSimulated(
    directory,
    instance,
    { type: 'checkpoint', stage: 'trainer/train', variant },
    async (folder) => {
      await writeCheckpoint(folder, {
        network,
        classNames,
        crop: { height: 36, width: 36 },
        normalisation: {
          mean: [0.5, 0.5, 0.5],
          std: [0.25, 0.25, 0.25],
          eigenvalues: [0.2, 0.03, 0.01],
          eigenvectors: [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
          ],
        },
        state: initialState(network, seed),
        training,
      });
      await writeCurves(
        folder,
        Array.from({ length: 12 }, (_, index) => epochRow(index + 1, subject)),
      );
    },
  );
}

function epochRow(
  epoch: number,
  { composition, seed, hardness }: Pick<Subject, 'composition' | 'seed'> & { hardness: number },
): EpochRow {
  const decay = 0.6 * Math.exp(-epoch / 4) * (1 + 0.05 * Math.sin(3 * epoch + seed));
  const random = composition.kind === 'random';
  return {
    epoch,
    learningRate: 0.1,
    loss: 2 * decay + 0.1,
    trainError: decay,
    errorStandardRunning: hardness * (decay + (random ? 0.118 : 0.125) + 0.004 * seed),
    errorBalancedBatch: hardness * (decay * 0.7 + (random ? 0.114 : 0.028) + 0.002 * seed),
  };
}
