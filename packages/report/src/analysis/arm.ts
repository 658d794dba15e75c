import type { Facts } from '@batchmates/results';
import { capital } from './capital.ts';
import { distinguish, keyOf } from './distinguish.ts';

/** One way of training: a row of the error table. Runs that differ only in their seed are the same arm. */
export interface Arm {
  readonly key: string;
  /** Name of the batching strategy: a label. */
  readonly strategy: string;
  /** What its batches were made of. */
  readonly composition: Facts['training']['composition'];
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
  of(facts: Facts): Arm;
}

/** Finds the arms among results: trained on random batches first, then in order, then balanced, then others; by name. */
export function findArms(facts: readonly Facts[]): Arms {
  const found = new Map(facts.map((each) => [keyOf(armFacts(each)), each]));
  const arms = [...found].map(([key, each]) => ({
    key,
    strategy: each.training.strategy,
    composition: each.training.composition,
    name: capital(each.training.strategy),
    facts: armFacts(each),
    subject: subjectOf(each),
  }));
  arms.sort(
    (left, right) => rank(left) - rank(right) || (left.name + left.key < right.name + right.key ? -1 : 1),
  );
  const details = distinguish(arms);
  const list = arms.map(({ key, strategy, composition, name, subject }, index) => ({
    key,
    strategy,
    composition,
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

function rank({ composition }: Pick<Arm, 'composition'>): number {
  const place = ['random', 'ordered', 'balanced'].indexOf(composition.kind);
  return place < 0 ? 3 : place;
}
