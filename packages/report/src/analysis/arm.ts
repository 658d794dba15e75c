import type { Facts } from '@batchmates/results';
import { distinguish, keyOf } from './distinguish.ts';
import { capital } from './format.ts';

/** One way of training: a row of the error table. Runs that differ only in their seed are the same arm. */
export interface Arm {
  readonly key: string;
  /** Name of the batching strategy. */
  readonly strategy: string;
  /** Unique among the arms of a report, e.g. `Balanced` or `Balanced, width 64`. */
  readonly label: string;
  /** What was trained, whatever the batches: arms of one subject are compared with each other and the paper. */
  readonly subject: Subject;
}

/** A network on a data set. */
export interface Subject {
  readonly key: string;
  /** Name in the model zoo, e.g. `cifar-resnet-20`. */
  readonly network: string;
  readonly width: number;
  readonly classes: number;
  /** What else tells it from other subjects, the telling facts first. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Tells which arm results belong to. */
export interface Arms {
  readonly list: readonly Arm[];
  of(metrics: Facts): Arm;
}

/** Finds the arms among the results: `standard` first, `balanced` next, others by name. */
export function findArms(metrics: readonly Facts[]): Arms {
  const found = new Map(metrics.map((each) => [keyOf(armFacts(each)), each]));
  const arms = [...found].map(([key, each]) => ({
    key,
    strategy: each.training.strategy,
    name: capital(each.training.strategy),
    facts: armFacts(each),
    subject: subjectOf(each),
  }));
  arms.sort(
    (left, right) =>
      rank(left.strategy) - rank(right.strategy) || (left.name + left.key < right.name + right.key ? -1 : 1),
  );
  const details = distinguish(arms);
  const list = arms.map(({ key, strategy, name, subject }, index) => ({
    key,
    strategy,
    subject,
    label: details[index] === '' ? name : `${name}, ${details[index]}`,
  }));
  const byKey = new Map(list.map((arm) => [arm.key, arm]));
  return {
    list,
    of(of) {
      const arm = byKey.get(keyOf(armFacts(of)));
      if (arm === undefined) throw new Error(`internal: results of an arm that was not found before`);
      return arm;
    },
  };
}

/** What makes an arm, the telling facts first. The seed and what follows from the rest are left out. */
function armFacts({ network, training, dataset }: Facts): Record<string, unknown> {
  const { strategy, seed: _seed, threads: _threads, steps: _steps, ...rest } = training;
  const { precision, epochs, batchSize, engine, ...others } = rest;
  return {
    strategy,
    network: network.name,
    width: network.width,
    classes: dataset.classNames.length,
    precision,
    epochs,
    'batch size': batchSize,
    dataset: dataset.description,
    input: network.input,
    parameters: network.parameters,
    ...others,
    engine,
  };
}

function subjectOf({ network, training, dataset }: Facts): Subject {
  const { name, width, parameters, input } = network;
  const classes = dataset.classNames.length;
  const facts = {
    precision: training['precision'] ?? 'precision not recorded',
    dataset: dataset.description,
    input: `input ${input.height} × ${input.width} × ${input.channels}`,
    parameters,
  };
  return { key: keyOf({ name, width, classes, facts }), network: name, width, classes, facts };
}

function rank(strategy: string): number {
  const place = ['standard', 'sequential', 'balanced'].indexOf(strategy);
  return place < 0 ? 3 : place;
}
