import { availableParallelism } from 'node:os';
import { describeNetwork } from '@batchmates/network';
import { race, type Absence, type Result } from '../harness/race.ts';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { cifarCases, countOf, stepCaseNamed, type StepCase } from '../train-step/cases.ts';
import { contestantsOf, type StepContestant } from '../train-step/contestants.ts';
import { rowsOf, type StepRow } from '../train-step/rows.ts';

/**
 * Training steps and inference: our engines beside PyTorch and beside the floor of their convolutions. Options: names of
 * cases (absent: those of CIFAR's size, batches of 10); `--rounds N`, `--milliseconds N` (of a round), `--threads 1,2`, `--precisions f32,bf16`, `--engines onednn,pytorch,...`.
 */
const suite = defineSuite({
  summary: 'images/s of training and inference: oneDNN, ONNX Runtime, TensorFlow.js, PyTorch, and the floor',
  options: {
    rounds: { type: 'string', default: '7' },
    milliseconds: { type: 'string', default: '1000' },
    threads: { type: 'string', default: availableParallelism() > 1 ? '1,2' : '1' },
    precisions: { type: 'string', default: 'f32,bf16' },
    engines: { type: 'string', default: 'onednn,pytorch,floor,onnxruntime,tfjs' },
  },
  async run({ values, positionals, log }) {
    const cases = positionals.length > 0 ? positionals.map(stepCaseNamed) : cifarCases;
    const rounds = countOf('rounds', values.rounds);
    const milliseconds = countOf('milliseconds', values.milliseconds);
    const threadCounts = values.threads.split(',').map((each) => countOf('threads', each));
    const engines = values.engines.split(',');
    const precisions = values.precisions.split(',');
    const rows: StepRow[] = [];
    const absences: Absence[] = [];
    for (const stepCase of cases) {
      log(`${stepCase.name} ...`);
      const contestants = contestantsOf(stepCase, threadCounts).filter(
        ({ engine, precision }) => engines.includes(engine) && precisions.includes(precision),
      );
      const found = await race(contestants, { rounds, milliseconds, log });
      absences.push(...found.absences);
      rows.push(...rowsOf(stepCase, pair(contestants, found.results)));
    }
    return {
      rows,
      text: describe(rows),
      facts: { absences, rounds, milliseconds, gigaflopsPerStep: flops(cases) },
    };
  },
});

export default suite;

function pair(contestants: readonly StepContestant[], results: readonly Result[]) {
  return results.flatMap((result) => {
    const contestant = contestants.find(({ name }) => name === result.name);
    return contestant === undefined ? [] : [{ contestant, result }];
  });
}

function flops(cases: readonly StepCase[]): Record<string, number> {
  return Object.fromEntries(
    cases.map(({ name, network, batchSize }) => [name, (describeNetwork(network).flops * batchSize) / 1e9]),
  );
}

function describe(rows: readonly StepRow[]): string {
  const number = (value: number | undefined, digits: number) => value?.toFixed(digits) ?? '-';
  return table(
    [
      'case',
      'engine',
      'precision',
      'threads',
      'images/s',
      '+-%',
      'GFLOP/s',
      'to PyTorch',
      'to floor',
      'MB',
      '',
    ],
    rows.map((row) => [
      ...[row.case, row.engine, row.precision, String(row.threads)],
      ...[number(row.imagesPerSecond, 1), number(row.spread * 100, 1), number(row.gigaflops, 0)],
      ...[number(row.ratioToBestPeer, 2), number(row.ratioToFloor, 2), number(row.peakMegabytes, 0)],
      row.best ? 'best' : '',
    ]),
  );
}
