import { spawn } from 'node:child_process';
import { createTemporaryWorkspace, lendLibrary, type TemporaryWorkspace } from 'batchmates/testing';
import { UserError } from '@batchmates/errors';
import { summarise } from '../harness/sample.ts';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { countOf } from '../train-step/cases.ts';

/** Of the matrix: a data set, and for each of its seeds a network and two tests. */
const instances = (seeds: number): number => 1 + 3 * seeds;

/** Networks of width 4 on letters of 12 pixels: hundredths of a second of work. */
const pipeline = (seeds: number): string => `
name: small-stages
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 12, testPerClass: 6 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    matrix: { seed: [${Array.from({ length: seeds }, (_, seed) => seed).join(', ')}] }
    with:
      network: cifar-resnet-8
      width: 4
      resolution: 12
      batching: balanced
      epochs: 1
      seed: '\${seed}'
      threads: 1
      augmentation: { kind: scale-crop, flip: false }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: train, dataset: glyphs }
    matrix: { protocol: [random, balanced] }
    with: { protocol: '\${protocol}', threads: 1 }
`;

/** Time of a command and all processes that it started. */
interface Time {
  readonly wallSeconds: number;
  /** User and system time. */
  readonly cpuSeconds: number;
}

interface Row extends Time {
  readonly what: string;
  /** Of which the times are the median. */
  readonly runs: number;
  /** Stage instances that one run runs or takes from the cache. */
  readonly instances: number;
}

/**
 * `npm run bench -- small-stages [--seeds 13] [--rounds 7]`: what a stage instance costs besides its work, in a workspace of its own.
 * A Node that does nothing stands in the same rounds, as the limit.
 */
const suite = defineSuite({
  summary: 'time of stage instances that have next to nothing to do: [--seeds N] [--rounds N]',
  options: { seeds: { type: 'string', default: '13' }, rounds: { type: 'string', default: '7' } },
  async run({ values, log }) {
    const [seeds, rounds] = [countOf('seeds', values.seeds), countOf('rounds', values.rounds)];
    const workspace = await createTemporaryWorkspace();
    await workspace.write('pipelines/small-stages/pipeline.yaml', pipeline(seeds));
    await lendLibrary(workspace);
    const time = (words: readonly string[]) => timeOf(workspace, words);
    log('the first command, which compiles the sources');
    const first = await time([COMMAND, 'plan', 'small-stages']);
    log(`run-all: ${instances(seeds)} instances`);
    const fresh = await time([COMMAND, 'run-all', 'small-stages']);
    const cases: Readonly<Record<string, readonly string[]>> = {
      'node that does nothing': ['--eval', '0'],
      'batchmates run, one instance': [COMMAND, 'run', 'small-stages', 'evaluate.0.random'],
      'run-all, all from the cache': [COMMAND, 'run-all', 'small-stages'],
    };
    const times = new Map<string, Time[]>(Object.keys(cases).map((what) => [what, []]));
    for (let round = 1; round <= rounds; round++) {
      log(`round ${round} of ${rounds}`);
      for (const [what, words] of Object.entries(cases)) times.get(what)!.push(await time(words));
    }
    const row = (what: string, all: readonly Time[], count: number): Row => ({
      what,
      runs: all.length,
      instances: count,
      wallSeconds: summarise(all.map(({ wallSeconds }) => wallSeconds)).median,
      cpuSeconds: summarise(all.map(({ cpuSeconds }) => cpuSeconds)).median,
    });
    const counts = [0, 1, instances(seeds)];
    const rows = [
      row('batchmates plan, the first command', [first], 0),
      row('run-all, none from the cache', [fresh], instances(seeds)),
      ...[...times].map(([what, all], index) => row(what, all, counts[index]!)),
    ];
    return { rows, text: report(rows), facts: { seeds, rounds } };
  },
});

export default suite;

const COMMAND = 'packages/cli/bin/batchmates.mjs';

/** Runs Node with `words` in the workspace; throws a `UserError` when it fails. */
async function timeOf({ root }: TemporaryWorkspace, words: readonly string[]): Promise<Time> {
  const start = performance.now();
  // `times` is the one way to learn the CPU time of processes that have ended, and of theirs.
  const child = spawn(
    'sh',
    ['-c', '"$@" >/dev/null 2>&1; code=$?; times; exit $code', 'sh', process.execPath, ...words],
    {
      cwd: root,
      env: { ...process.env, NX_DAEMON: 'false' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise((resolve) => child.on('close', resolve));
  const wallSeconds = (performance.now() - start) / 1000;
  if (code !== 0)
    throw new UserError({
      code: 'bench/failed',
      what: words.join(' '),
      expected: 'exit code 0',
      received: String(code),
    });
  const children = said.trimEnd().split('\n').at(-1)!;
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  return {
    wallSeconds,
    cpuSeconds: parts.reduce((sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds), 0),
  };
}

function report(rows: readonly Row[]): string {
  return table(
    ['what', 'runs', 'instances', 'wall s', 'CPU s', 'wall s each', 'CPU s each'],
    rows.map(({ what, runs, instances: count, wallSeconds, cpuSeconds }) => [
      what,
      `${runs}`,
      `${count}`,
      ...[wallSeconds, cpuSeconds].map((seconds) => seconds.toFixed(2)),
      ...[wallSeconds, cpuSeconds].map((seconds) => (count === 0 ? '' : (seconds / count).toFixed(2))),
    ]),
  );
}
