import type { Contestant } from '../harness/contestant.ts';
import { race, type Absence, type Result } from '../harness/race.ts';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import type { StockOptions } from '../tfjs-stock/stock.ts';

/** One contestant's speed. */
interface Row {
  readonly contestant: string;
  readonly imagesPerSecond: number | undefined;
  /** Half the interquartile range over the median, 0-1. */
  readonly spread: number | undefined;
  /** Speed over that of the fastest stock contestant. */
  readonly ratioToBestStock: number | undefined;
  readonly peakMegabytes: number | undefined;
  /** Why it could not take part. */
  readonly absent: string | undefined;
}

const suite = defineSuite({
  summary: 'training steps of cifar-resnet-20, width 16: engine-tfjs against TensorFlow.js as it comes',
  options: {},
  async run({ log }) {
    const { results, absences } = await race(contestants, { rounds: 3, milliseconds: 1000, log });
    const rows = [...toRows(results), ...absences.map(toAbsentRow)];
    return {
      rows,
      text: toText(rows),
      facts: { contestants: results.map(({ name, facts }) => ({ name, facts })) },
    };
  },
});

export default suite;

function ours(engine: string): Contestant {
  const module = new URL('../tfjs-stock/ours.ts', import.meta.url);
  return { name: engine, launch: { kind: 'node', module, options: { engine } } };
}

function stock(name: string, options: StockOptions): Contestant {
  return {
    name: `stock ${name}`,
    launch: { kind: 'node', module: new URL('../tfjs-stock/stock.ts', import.meta.url), options },
  };
}

const contestants: readonly Contestant[] = [
  ours('tfjs-wasm'),
  stock('wasm', { backend: 'wasm', borrow: false }),
  stock('wasm, filter gradient on cpu', { backend: 'wasm', borrow: true }),
  stock('cpu', { backend: 'cpu', borrow: false }),
];

function toRows(results: readonly Result[]): readonly Row[] {
  const stockSpeeds = results.filter(({ name }) => name.startsWith('stock')).map(({ speed }) => speed.median);
  const best = Math.max(...stockSpeeds);
  return results.map(({ name, speed, peakMegabytes }) => ({
    contestant: name,
    imagesPerSecond: speed.median,
    spread: speed.spread,
    ratioToBestStock: stockSpeeds.length === 0 ? undefined : speed.median / best,
    peakMegabytes,
    absent: undefined,
  }));
}

function toAbsentRow({ name, reason }: Absence): Row {
  return {
    contestant: name,
    imagesPerSecond: undefined,
    spread: undefined,
    ratioToBestStock: undefined,
    peakMegabytes: undefined,
    absent: /Error: (.*)/.exec(reason)?.[1] ?? reason,
  };
}

function toText(rows: readonly Row[]): string {
  const number = (value: number | undefined, digits: number) => value?.toFixed(digits) ?? '-';
  return table(
    ['contestant', 'images/s', 'spread', 'x best stock', 'peak MB', ''],
    rows.map((row) => [
      row.contestant,
      number(row.imagesPerSecond, 2),
      number(row.spread, 2),
      number(row.ratioToBestStock, 1),
      number(row.peakMegabytes, 0),
      row.absent ?? '',
    ]),
  );
}
