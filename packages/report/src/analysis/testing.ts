import { batchSizeOf } from '@batchmates/batching';
import type { EvaluationFacts, ProtocolFacts } from '@batchmates/results';
import { group } from 'd3-array';
import { match } from 'ts-pattern';
import type { Provenance } from '../evidence/provenance.ts';
import { armKey } from './arm.ts';
import { distinguish } from './distinguish.ts';
import { keyOf } from './key-of.ts';
import { compareSettings, without, type Settings } from './settings.ts';

/** One way of testing: a column of the error table. */
export interface Testing {
  readonly key: string;
  /** As recorded: whose composition, statistics and decision say what kind of testing it is. */
  readonly protocol: ProtocolFacts;
  /** The protocol's heading; unique together with `detail`, e.g. `Balanced batches`. */
  readonly label: string;
  /** Images that are normalised together, where the protocol says so. */
  readonly batchSize: number | undefined;
  /** Whose statistics normalise, and what else tells it apart. */
  readonly detail: string;
  /** Everything that tells it from other ways of testing. */
  readonly facts: Settings;
  /** Both in running text, e.g. `balanced batches (batch statistics)`. */
  readonly name: string;
}

/** A test of a network. */
export interface Tested {
  readonly facts: EvaluationFacts;
  readonly provenance?: Provenance | undefined;
}

/** Tells which column an evaluation belongs to. */
export interface Testings {
  readonly list: readonly Testing[];
  of(source: Tested): Testing;
}

/** Finds the ways of testing among evaluations, in the order that their protocols ask for. */
export function findTestings(sources: readonly Tested[]): Testings {
  const alike = [...group(sources, (source) => keyOf([armKey(source), testFacts(source)])).values()];
  const matters = ownFacts.filter((facts) =>
    alike.some((tests) => new Set(tests.map((source) => keyOf(facts(source)))).size > 1),
  );
  const factsOf = (source: Tested): Settings =>
    matters.reduce<Settings>((all, facts) => ({ ...all, ...facts(source) }), testFacts(source));
  const found = [...new Map(sources.map((each) => [keyOf(factsOf(each)), each]))].map(([key, source]) => ({
    key,
    protocol: source.facts.protocol,
    size: batchSizeOfTest(source.facts),
    facts: factsOf(source),
  }));
  found.sort(inOrder);
  const sized = hasOddBatches(sources);
  // What is said of a test in any case; options are told only where that leaves two alike.
  const said = found.map(({ protocol: { statistics, composition }, size }) => ({
    statistics: statisticsName(statistics),
    batches: sized ? batchesOf(size) : '',
    composed: composition.kind === 'other' ? composition.description : '',
  }));
  const details = distinguish(
    found.map(({ protocol, facts }, index) => ({ name: keyOf([protocol.heading, said[index]]), facts })),
  );
  const list = found.map(({ key, protocol, size, facts }, index): Testing => {
    const { statistics, batches, composed } = said[index]!;
    const options = details[index]!;
    const detail = [statistics, batches, options === '' ? composed : options]
      .filter((part) => part !== '')
      .join(', ');
    const label = protocol.heading;
    const name = `${label.toLowerCase()} (${detail})`;
    return { key, protocol, label, batchSize: size, detail, facts, name };
  });
  const byKey = new Map(list.map((testing) => [testing.key, testing]));
  return {
    list,
    of(source) {
      const testing = byKey.get(keyOf(factsOf(source)));
      if (testing === undefined)
        throw new Error('internal: results of a way of testing that was not found before');
      return testing;
    },
  };
}

/** How many images are normalised together, in words; nothing where a protocol does not say. */
export function batchesOf(size: number | undefined): string {
  return size === undefined ? '' : `batches of ${size}`;
}

/** Whether each image was answered by itself, under fixed statistics. */
export function isStandardTest({ composition, statistics, decision }: ProtocolFacts): boolean {
  return composition.kind === 'single' && statistics !== 'batch' && decision === null;
}

/** Whether every batch had as many images of each of its classes, and answers were those of its own statistics. */
export function isBalancedTest({ composition, statistics, decision }: ProtocolFacts): boolean {
  return composition.kind === 'balanced' && statistics === 'batch' && decision === null;
}

/**
 * Whether a seed of the test decides which images meet. Under fixed statistics it does so only where answers are decided batch by batch; batches
 * in the order of the data set or of its classes, or of single images, are the same for every seed.
 */
export function isDrawn({ composition, statistics, decision }: ProtocolFacts): boolean {
  if (statistics !== 'batch' && decision === null) return false;
  return !['ordered', 'sorted', 'single'].includes(composition.kind);
}

/** How an evaluation was tested, the telling facts first: evaluations that agree in all of these share a column. */
function testFacts({ facts, provenance }: Tested): Record<string, unknown> {
  const { protocol, views, dataset } = facts;
  return {
    kind: protocol.name,
    statistics: protocol.statistics,
    views: `${views.name} (${views.count} ${views.count === 1 ? 'view' : 'views'})`,
    rearrangements: protocol.rearrangements,
    split: dataset.split,
    ...protocol.options,
    ...without(provenance?.testing ?? {}, RECORDED),
  };
}

/** Params of a test of which the facts have more. */
const RECORDED = ['protocol', 'views', 'split', 'engine', 'precision', 'threads'];

/**
 * What each arm may have for itself, such as the engine on which it was both trained and tested: it tells ways of testing apart only where
 * some arm was tested on several.
 */
const ownFacts: readonly ((source: Tested) => Record<string, unknown>)[] = [
  ({ facts: { engine } }) => ({ precision: engine.precision, engine: engine.name }),
  ({ provenance }) => ({ threads: provenance?.testing['threads'] }),
  ({ provenance }) => ({ ...provenance?.testData }),
  ({ facts: { protocol }, provenance }) =>
    protocol.statistics === 'population' ? { ...provenance?.calibration } : {},
];

/** Whether some network was trained on batches, or ghost groups of them, of another size than it is tested in. */
function hasOddBatches(sources: readonly Tested[]): boolean {
  return sources.some(({ facts }) => {
    const size = batchSizeOfTest(facts);
    const trained = facts.network.ghost ?? facts.training.batchSize;
    return size !== undefined && trained !== null && size !== trained;
  });
}

/** Protocols whose batches hold as many images as there are classes, unless `batchSize` says otherwise. */
const AS_MANY_AS_CLASSES = ['random', 'shuffled-random', 'stream', 'sorted'];

/** Images that are normalised together in a test, where its protocol says so. */
function batchSizeOfTest({ protocol, dataset }: EvaluationFacts): number | undefined {
  const { name, composition, statistics, options } = protocol;
  if (statistics !== 'batch') return undefined;
  const byDefault = AS_MANY_AS_CLASSES.includes(name) ? dataset.classNames.length : undefined;
  return match(composition)
    .with({ kind: 'random' }, { kind: 'ordered' }, { kind: 'sorted' }, () =>
      typeof options['batchSize'] === 'number' ? options['batchSize'] : byDefault,
    )
    .with({ kind: 'balanced' }, { kind: 'single' }, { kind: 'other' }, batchSizeOf)
    .exhaustive();
}

interface Found {
  readonly key: string;
  readonly protocol: ProtocolFacts;
  readonly facts: Settings;
}

/** By the protocols' places, then running averages before population statistics, then by name and by what else tells them apart. */
function inOrder(left: Found, right: Found): number {
  const order = ['running', 'population', 'batch'];
  const place = ({ protocol }: Found) => order.indexOf(protocol.statistics);
  const headings = [left.protocol.heading, right.protocol.heading] as const;
  return (
    left.protocol.order - right.protocol.order ||
    place(left) - place(right) ||
    (headings[0] === headings[1] ? 0 : headings[0] < headings[1] ? -1 : 1) ||
    compareSettings(left.facts, right.facts) ||
    (left.key < right.key ? -1 : 1)
  );
}

/** Whose statistics normalise, in words. */
export function statisticsName(statistics: ProtocolFacts['statistics']): string {
  return match(statistics)
    .with('running', () => 'running averages')
    .with('population', () => 'population statistics')
    .with('batch', () => 'batch statistics')
    .exhaustive();
}
