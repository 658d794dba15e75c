import { capital } from '@batchmates/metrics';
import type { ImportedTraining, TrainingRecord } from '@batchmates/checkpoint';
import type { Facts } from '@batchmates/results';
import type { Provenance } from '../evidence/provenance.ts';
import { distinctNames } from './distinguish.ts';
import { keyOf } from './key-of.ts';
import {
  compareValues,
  settingsIn,
  tellingSettings,
  tellSettings,
  without,
  type Settings,
} from './settings.ts';

/** One way of training: a row of the error table. Runs that differ in nothing but seeds are the same arm. */
export interface Arm {
  readonly key: string;
  /** Name of the batching strategy: a label. */
  readonly strategy: string;
  /** What its batches were made of. */
  readonly composition: Facts['training']['composition'];
  /** What its batches are called, e.g. `Balanced (2 per class)`. */
  readonly name: string;
  /** Unique among the arms of a report, e.g. `Balanced` or `Balanced, width 64`. */
  readonly label: string;
  /** Everything that was chosen, batches included; the telling first. */
  readonly settings: Settings;
  /** What was trained, whatever the batches: arms of one subject are compared with each other and the paper. */
  readonly subject: Subject;
}

/** Everything that was chosen in training but the batching. */
export interface Subject {
  readonly key: string;
  /** Name in the model zoo, e.g. `cifar-resnet-20`. */
  readonly network: string;
  readonly width: number;
  readonly classes: number;
  /** Description of the data trained on. */
  readonly dataset: string;
  readonly settings: Settings;
}

/** Something that says how its network was trained. */
export interface Trained {
  readonly facts: Facts;
  readonly provenance?: Pick<Provenance, 'training'> | undefined;
}

/** Tells which arm results belong to. */
export interface Arms {
  readonly list: readonly Arm[];
  of(source: Trained): Arm;
  /** The arm of a checkpoint, if it was tested. */
  ofCheckpoint(source: TrainedNetwork): Arm | undefined;
}

/** Finds the arms among results: trained on random batches first, then in order, then balanced, then others; by name. */
export function findArms(sources: readonly Trained[]): Arms {
  const found = [...new Map(sources.map((each) => [armKey(each), each]))].map(([key, each]) => ({
    key,
    strategy: each.facts.training.strategy,
    composition: each.facts.training.composition,
    name: nameOf(each.facts.training),
    settings: armSettings(each),
    facts: { ...armSettings(each), ...whatFollows(each.facts) },
    subject: subjectOf(each),
    trained: trainedKey(networkOf(each)),
  }));
  const telling = tellingSettings(found.map(({ subject }) => subject.settings));
  found.sort(
    (left, right) =>
      rank(left) - rank(right) ||
      compareValues(left.name, right.name) ||
      telling.reduce((order, name) => order || compareValues(left.settings[name], right.settings[name]), 0) ||
      (left.key < right.key ? -1 : 1),
  );
  // What differs between any two arms is said of all: whoever compares them must see it.
  const named = found.map((arm) => ({
    name: [arm.name, ...tellSettings(telling, arm.settings)].join(', '),
    facts: arm.facts,
  }));
  const labels = distinctNames(named);
  const list = found.map(({ key, strategy, composition, name, settings, subject, trained }, index) => ({
    ...{ key, strategy, composition, name, settings, subject, trained },
    label: labels[index]!,
  }));
  const byKey = new Map(list.map((arm) => [arm.key, arm]));
  return {
    list,
    of(source) {
      const arm = byKey.get(armKey(source));
      if (arm === undefined) throw new Error(`internal: results of an arm that was not found before`);
      return arm;
    },
    ofCheckpoint(source) {
      const key = trainedKey(source);
      return list.find(({ trained }) => trained === key);
    },
  };
}

/** `Balanced`, and where a class is there several times, how often, and in how many groups batches are balanced. */
function nameOf({ strategy, composition }: Facts['training']): string {
  if (composition.kind !== 'balanced') return capital(strategy);
  const { samplesPerClass, groupsPerBatch = 1 } = composition;
  const more = [
    ...(samplesPerClass > 1 ? [`${samplesPerClass} per class`] : []),
    ...(groupsPerBatch > 1 ? [`${groupsPerBatch} groups`] : []),
  ];
  return more.length === 0 ? capital(strategy) : `${capital(strategy)} (${more.join(', ')})`;
}

/** Everything that was chosen in training: the network that resulted, what was recorded, then what else the params say. */
function armSettings({ facts, provenance }: Trained): Settings {
  const { network, training, dataset } = facts;
  return {
    network: network.name,
    width: network.width,
    dataset: training['dataset'] ?? dataset.description,
    classes: dataset.classNames.length,
    ...recordedSettings(training, provenance),
  };
}

/** Facts that follow from settings, and tell results apart that record no settings. */
function whatFollows({ network, training }: Facts): Record<string, unknown> {
  const { strategy, composition } = training;
  return { input: network.input, parameters: network.parameters, strategy, composition };
}

/** The same for results of one way of training. */
export function armKey(source: Trained): string {
  return keyOf([armSettings(source), whatFollows(source.facts)]);
}

/** A trained network: that of results, or a checkpoint. */
export interface TrainedNetwork {
  readonly networkName: string;
  readonly training: Facts['training'] | TrainingRecord | ImportedTraining;
  readonly provenance?: Pick<Provenance, 'training'> | undefined;
}

function networkOf({ facts, provenance }: Trained): TrainedNetwork {
  return { networkName: facts.network.name, training: facts.training, provenance };
}

/** The same for a checkpoint and the results of a test of it. */
export function trainedKey(source: TrainedNetwork): string {
  const { training, networkName, provenance } = source;
  const { strategy, composition } = training;
  // A checkpoint's record does not have the width.
  const width = provenance?.training['width'];
  return keyOf([networkName, width, strategy, composition, recordedSettings(training, provenance)]);
}

/** What training recorded, resolved; then the params that it does not record. Threads count as asked for, not as found. */
export function recordedSettings(
  { strategy, ...training }: Facts['training'] | TrainingRecord | ImportedTraining,
  provenance: Pick<Provenance, 'training'> | undefined,
): Settings {
  const recorded = { batching: { kind: strategy }, ...without(training, FOLLOWING) };
  const { precision, epochs, batchSize, ...others } = known(recorded);
  const recordedNames = new Set([...namesIn(recorded), 'network', 'width', ...OF_STARTING]);
  const params = Object.entries(provenance?.training ?? {}).filter(
    // Of training behind another stage: `checkpoint.batchSize`.
    ([name]) => !recordedNames.has(name.replace(/^(checkpoint\.)+/, '').split('.')[0]!),
  );
  const settings = Object.entries(settingsIn(others));
  // What training went on from says more of it than how long it went on.
  const start = settings.filter(([name]) => /^(startedFrom\.batching|freezeBatchNorm)/.test(name));
  return {
    ...Object.fromEntries(start),
    ...{ precision, epochs, batchSize },
    ...Object.fromEntries(settings),
    ...Object.fromEntries(params),
  };
}

/** What a record has names for, that of what training went on from and of an import too. */
function namesIn(record: Readonly<Record<string, unknown>>): readonly string[] {
  const inner = [record['startedFrom'], record['imported']] as (
    Readonly<Record<string, unknown>> | undefined
  )[];
  return [...Object.keys(record), ...inner.flatMap((each) => (each === undefined ? [] : namesIn(each)))];
}

/** Params that are recorded where they have an effect: where training goes on from a checkpoint. */
const OF_STARTING = ['optimizerState', 'freezeBatchNorm'];

/** Without what is null: of imported networks it is not known. */
function known(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
}

/** What is recorded of training, and follows from the rest or from the machine. */
const FOLLOWING = ['composition', 'dataset', 'steps', 'threads', 'trainingImages'];

function subjectOf(source: Trained): Subject {
  const settings = without(armSettings(source), ['batching']);
  const { network, width, classes, dataset } = settings as unknown as Omit<Subject, 'key' | 'settings'>;
  const { input, parameters } = source.facts.network;
  return { key: keyOf([settings, input, parameters]), network, width, classes, dataset, settings };
}

function rank({ composition }: Pick<Arm, 'composition'>): number {
  const place = ['random', 'ordered', 'balanced'].indexOf(composition.kind);
  return place < 0 ? 3 : place;
}
