import { availableParallelism } from 'node:os';
import type { Precision } from '@batchmates/engine';
import type { EngineStep } from '../bodies/engine-step.ts';
import type { Contestant } from '../harness/contestant.ts';
import { race, type Result } from '../harness/race.ts';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { countOf, precisionNamed, stepCaseNamed, type StepCase } from '../train-step/cases.ts';
import { pytorch } from '../train-step/contestants.ts';

/** Training on free cores, and with half of them busy. */
interface Row {
  readonly case: string;
  readonly name: string;
  readonly precision: Precision;
  readonly threads: number;
  /** Images per second. */
  readonly free: number;
  readonly busy: number;
  /** `busy` over the free rate of one thread of ours. */
  readonly ratioToOneThread: number;
  /** Half the interquartile ranges over the medians, 0-1. */
  readonly spread: { readonly free: number; readonly busy: number };
}

/** How long threads of ours check for work before they sleep: as the engine has it, hardly, or as GNU's OpenMP does by itself. */
const waits = {
  ours: {},
  'short waits': { GOMP_SPINCOUNT: '500' },
  'long waits': { GOMP_SPINCOUNT: '300000' },
} as const;

/** What another program on half of the cores costs training. */
const suite = defineSuite({
  summary:
    'training with half of the cores busy: oneDNN on one thread and on all, PyTorch: [cases] [--precision f32|bf16] [--rounds N]',
  options: {
    precision: { type: 'string', default: 'f32' },
    rounds: { type: 'string', default: '7' },
    milliseconds: { type: 'string', default: '1000' },
  },
  async run({ values, positionals, log }) {
    const names = positionals.length > 0 ? positionals : ['resnet20-w16', 'resnet20-w64'];
    const precision = precisionNamed(values.precision);
    const rounds = countOf('rounds', values.rounds);
    const milliseconds = countOf('milliseconds', values.milliseconds);
    const rows: Row[] = [];
    for (const stepCase of names.map(stepCaseNamed)) {
      log(`${stepCase.name} ...`);
      const runners = runnersOf(stepCase, precision);
      const contestants = runners.flatMap(({ contestant }) => [
        contestant,
        { ...contestant, name: busyName(contestant), besideOthers: true },
      ]);
      const { results } = await race(contestants, { rounds, milliseconds, log });
      rows.push(...rowsOf(stepCase, precision, runners, results));
    }
    return { rows, text: describe(rows), facts: { rounds, milliseconds } };
  },
});

export default suite;

interface Runner {
  readonly contestant: Contestant;
  readonly threads: number;
}

function runnersOf(stepCase: StepCase, precision: Precision): readonly Runner[] {
  const all = availableParallelism();
  const ours = (threads: number, wait: keyof typeof waits): Runner => {
    const options: EngineStep = { case: stepCase.name, engine: 'onednn', precision, threads };
    const module = new URL('../bodies/engine-step.ts', import.meta.url);
    const name = `oneDNN, ${wait}, ${threads}`;
    return {
      threads,
      contestant: { name, environment: waits[wait], launch: { kind: 'node', module, options } },
    };
  };
  const peer = pytorch(stepCase, { precision, threads: all });
  return [
    ...[ours(1, 'ours'), ours(all, 'ours'), ours(all, 'short waits'), ours(all, 'long waits')],
    { threads: all, contestant: peer },
  ];
}

function rowsOf(
  { name: stepCase }: StepCase,
  precision: Precision,
  runners: readonly Runner[],
  results: readonly Result[],
): readonly Row[] {
  const speeds = new Map(results.map(({ name, speed }) => [name, speed]));
  const alone = speeds.get(runners[0]!.contestant.name);
  return runners.flatMap(({ contestant, threads }) => {
    const [free, busy] = [speeds.get(contestant.name), speeds.get(busyName(contestant))];
    if (free === undefined || busy === undefined || alone === undefined) return [];
    return {
      ...{ case: stepCase, name: contestant.name, precision, threads },
      ...{ free: free.median, busy: busy.median, ratioToOneThread: busy.median / alone.median },
      spread: { free: free.spread, busy: busy.spread },
    };
  });
}

function busyName({ name }: Contestant): string {
  return `${name}, busy`;
}

function describe(rows: readonly Row[]): string {
  const percent = (share: number) => (100 * share).toFixed(0);
  return table(
    ['case', '', 'threads', 'images/s', '+-%', 'busy, images/s', '+-%', 'to one free thread'],
    rows.map(({ free, busy, spread, ratioToOneThread, ...row }) => [
      ...[row.case, row.name, String(row.threads), free.toFixed(1), percent(spread.free)],
      ...[busy.toFixed(1), percent(spread.busy), ratioToOneThread.toFixed(2)],
    ]),
  );
}
