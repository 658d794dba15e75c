import { availableParallelism } from 'node:os';
import type { Precision } from '@batchmates/engine';
import { evaluateCases, type EvaluateOptions } from '../evaluate/cases.ts';
import type { Contestant } from '../harness/contestant.ts';
import { race, type Result } from '../harness/race.ts';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';

/** One way of testing at one precision. */
interface Row {
  readonly case: string;
  readonly precision: Precision;
  readonly threads: number;
  /** One image in one view is one prediction. */
  readonly predictionsPerSecond: number;
  /** Half the interquartile range over the median, 0-1. */
  readonly spread: number;
  /** For 10,000 images in one view. */
  readonly secondsPer10000: number;
  /** Speed over that of the engine alone on a ready batch, in the same run. */
  readonly ratioToInference: number | undefined;
}

const suite = defineSuite({
  summary: 'test protocols on ResNet-20 width 64 with oneDNN, beside the bare engine',
  options: {},
  async run({ log }) {
    const threads = availableParallelism();
    const rows: Row[] = [];
    for (const precision of ['f32', 'bf16'] as const) {
      log(`${precision}, ${threads} threads`);
      const { results } = await race(contestants({ precision, threads }), {
        rounds: 5,
        milliseconds: 2000,
        log,
      });
      rows.push(...rowsOf(results, { precision, threads }));
    }
    return { rows, text: describe(rows) };
  },
});

export default suite;

type Setting = Pick<EvaluateOptions, 'precision' | 'threads'>;

function contestants(setting: Setting): readonly Contestant[] {
  const module = new URL('../evaluate/predict.ts', import.meta.url);
  return evaluateCases.map((each) => ({
    name: each.name,
    launch: { kind: 'node', module, options: { ...each, ...setting } satisfies EvaluateOptions },
  }));
}

function rowsOf(results: readonly Result[], setting: Setting): Row[] {
  const limit = results.find(({ name }) => name === evaluateCases[0]?.name)?.speed.median;
  return results.map(({ name, speed }) => ({
    case: name,
    ...setting,
    predictionsPerSecond: speed.median,
    spread: speed.spread,
    secondsPer10000: 10_000 / speed.median,
    ratioToInference: limit === undefined ? undefined : speed.median / limit,
  }));
}

function describe(rows: readonly Row[]): string {
  return table(
    ['case', 'precision', 'threads', 'predictions/s', 'spread', 'seconds per 10,000', 'ratio to inference'],
    rows.map((row) => [
      row.case,
      row.precision,
      String(row.threads),
      row.predictionsPerSecond.toFixed(0),
      `${(100 * row.spread).toFixed(0)} %`,
      row.secondsPer10000.toFixed(1),
      row.ratioToInference?.toFixed(2) ?? '-',
    ]),
  );
}
