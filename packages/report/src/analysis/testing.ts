import type { EvaluationFacts, ProtocolFacts } from '@batchmates/results';
import { match } from 'ts-pattern';
import { distinguish, keyOf } from './distinguish.ts';

/** One way of testing: a column of the error table. */
export interface Testing {
  readonly key: string;
  /** As recorded: whose composition, statistics and decision say what kind of testing it is. */
  readonly protocol: ProtocolFacts;
  /** The protocol's heading; unique together with `detail`, e.g. `Balanced batches`. */
  readonly label: string;
  /** Whose statistics normalise, and what else tells it apart. */
  readonly detail: string;
  /** Both in running text, e.g. `balanced batches (batch statistics)`. */
  readonly name: string;
}

/** Tells which column an evaluation belongs to. */
export interface Testings {
  readonly list: readonly Testing[];
  of(facts: EvaluationFacts): Testing;
}

/** Finds the ways of testing among evaluations, in the order that their protocols ask for. */
export function findTestings(evaluations: readonly EvaluationFacts[]): Testings {
  const engineMatters = collide(evaluations);
  const factsOf = (each: EvaluationFacts) => testFacts(each, engineMatters);
  const found = [...new Map(evaluations.map((each) => [keyOf(factsOf(each)), each]))].sort(inOrder);
  const details = distinguish(
    found.map(([, each]) => ({
      name: each.protocol.heading + each.protocol.statistics,
      facts: factsOf(each),
    })),
  );
  const list = found.map(([key, { protocol }], index): Testing => {
    const detail = [statisticsName(protocol), details[index]].filter((part) => part !== '').join(', ');
    const label = protocol.heading;
    return { key, protocol, label, detail, name: `${label.toLowerCase()} (${detail})` };
  });
  const byKey = new Map(list.map((testing) => [testing.key, testing]));
  return {
    list,
    of(facts) {
      const testing = byKey.get(keyOf(factsOf(facts)));
      if (testing === undefined)
        throw new Error('internal: results of a way of testing that was not found before');
      return testing;
    },
  };
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
 * How an evaluation was tested, the telling facts first: evaluations that agree in all of these share a column.
 */
function testFacts(
  { protocol, views, dataset, engine }: EvaluationFacts,
  engineMatters: boolean,
): Record<string, unknown> {
  return {
    kind: protocol.name,
    statistics: protocol.statistics,
    views: `${views.name} (${views.count} ${views.count === 1 ? 'view' : 'views'})`,
    rearrangements: protocol.rearrangements,
    split: dataset.split,
    ...protocol.options,
    ...(engineMatters ? { precision: engine.precision, engine: engine.name } : {}),
  };
}

/** Whether some evaluations differ in nothing but the engine that tested them. */
function collide(evaluations: readonly EvaluationFacts[]): boolean {
  const keys = evaluations.map((each) =>
    keyOf([each.network, each.training, each.dataset, each.seed, testFacts(each, false)]),
  );
  return new Set(keys).size < keys.length;
}

type Found = readonly [key: string, facts: EvaluationFacts];

/** By the protocols' places, then running averages before population statistics, then by name. */
function inOrder([leftKey, { protocol: left }]: Found, [rightKey, { protocol: right }]: Found): number {
  const order = ['running', 'population', 'batch'];
  return (
    left.order - right.order ||
    order.indexOf(left.statistics) - order.indexOf(right.statistics) ||
    (left.heading + leftKey < right.heading + rightKey ? -1 : 1)
  );
}

function statisticsName({ statistics }: ProtocolFacts): string {
  return match(statistics)
    .with('running', () => 'running averages')
    .with('population', () => 'population statistics')
    .with('batch', () => 'batch statistics')
    .exhaustive();
}
