import type { AssignmentMetrics, EvaluationMetrics } from '@batchmates/results';
import { P, match } from 'ts-pattern';
import { distinguish, keyOf } from './distinguish.ts';
import { capital } from './format.ts';

/** Results that give one error per way of training and testing: the cells of the table. */
export type Tested = EvaluationMetrics | AssignmentMetrics;

/** One way of testing: a column of the error table. */
export interface TestWay {
  readonly key: string;
  /** Protocol's name, or `assignment`. */
  readonly protocol: string;
  readonly statistics: Tested['statistics'];
  /** Unique together with `detail`, e.g. `Balanced batches`. */
  readonly label: string;
  /** Whose statistics normalise, and what else tells it apart. */
  readonly detail: string;
  /** Both in running text, e.g. `balanced batches (batch statistics)`. */
  readonly name: string;
}

export interface TestWays {
  readonly list: readonly TestWay[];
  of(metrics: Tested): TestWay;
}

/** Finds the ways of testing among the results, in the order of the paper and then of its controls. */
export function findTestWays(metrics: readonly Tested[]): TestWays {
  const engineMatters = collide(metrics);
  const factsOf = (each: Tested) => testFacts(each, engineMatters);
  const found = new Map(metrics.map((each) => [keyOf(factsOf(each)), each]));
  const ways = [...found].map(([key, each]) => ({ key, each, name: nameOf(each), facts: factsOf(each) }));
  ways.sort(
    (left, right) =>
      rank(left.each) - rank(right.each) || (left.name + left.key < right.name + right.key ? -1 : 1),
  );
  const details = distinguish(ways.map(({ name, facts, each }) => ({ name: name + each.statistics, facts })));
  const list = ways.map(({ key, each, name }, index): TestWay => {
    const detail = [statisticsName(each), details[index]].filter((part) => part !== '').join(', ');
    return {
      key,
      protocol: protocolOf(each),
      statistics: each.statistics,
      label: name,
      detail,
      name: `${name.toLowerCase()} (${detail})`,
    };
  });
  const byKey = new Map(list.map((way) => [way.key, way]));
  return {
    list,
    of(of) {
      const way = byKey.get(keyOf(factsOf(of)));
      if (way === undefined)
        throw new Error('internal: results of a way of testing that was not found before');
      return way;
    },
  };
}

/** Name of the protocol; assignment is a protocol of its own. */
export function protocolOf(metrics: Tested): string {
  return metrics.kind === 'assignment' ? 'assignment' : metrics.protocol.name;
}

function testFacts(metrics: Tested, engineMatters: boolean): Record<string, unknown> {
  const { views, statistics, dataset, engine } = metrics;
  return {
    kind: protocolOf(metrics),
    statistics,
    views: `${views.name} (${views.count} ${views.count === 1 ? 'view' : 'views'})`,
    rearrangements: metrics.kind === 'evaluation' ? metrics.rearrangements : 1,
    split: dataset.split,
    ...(metrics.kind === 'evaluation' ? metrics.protocol.options : {}),
    ...(engineMatters ? { precision: engine.precision, engine: engine.name } : {}),
  };
}

/** Whether some results differ in nothing but the engine that tested them. */
function collide(metrics: readonly Tested[]): boolean {
  const keys = metrics.map((each) =>
    keyOf([each.network, each.training, each.dataset, each.seed, testFacts(each, false)]),
  );
  return new Set(keys).size < keys.length;
}

function nameOf(metrics: Tested): string {
  return match(protocolOf(metrics))
    .with('standard', () => 'Standard')
    .with('random', () => 'Random batches')
    .with('balanced', () => 'Balanced batches')
    .with('shuffled-balanced', () => 'Shuffled balanced')
    .with('shuffled-random', () => 'Shuffled random')
    .with('assignment', () => 'Assignment')
    .otherwise(capital);
}

function statisticsName({ statistics }: Tested): string {
  return match(statistics)
    .with('running', () => 'running averages')
    .with('population', () => 'population statistics')
    .with('batch', () => 'batch statistics')
    .exhaustive();
}

function rank(metrics: Tested): number {
  return match([protocolOf(metrics), metrics.statistics])
    .with(['standard', 'running'], () => 0)
    .with(['standard', P._], () => 1)
    .with(['random', P._], () => 2)
    .with(['shuffled-random', P._], () => 3)
    .with(['balanced', P._], () => 4)
    .with(['shuffled-balanced', P._], () => 5)
    .with(['assignment', P._], () => 7)
    .otherwise(() => 6);
}
