import { availableParallelism } from 'node:os';
import { cifar10 } from '@batchmates/ingestion';
import { runStage } from '@batchmates/stage/testing';
import type { EngineStep } from '../bodies/engine-step.ts';
import { race } from '../harness/race.ts';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { writeCifarFiles } from '../ingest/cifar10-files.ts';
import type { FeedOptions } from '../loader/case.ts';
import { countOf, precisionNamed, stepCaseNamed } from '../train-step/cases.ts';

/** Whether training waits for images of CIFAR-10's size (made-up pixels), augmented as the paper does. */
const suite = defineSuite({
  summary:
    'images/s of the loader alone and under training, and how long training waits for it: [case] [--precision f32|bf16]',
  options: {
    precision: { type: 'string', default: 'f32' },
    rounds: { type: 'string', default: '5' },
  },
  async run({ values, positionals, log }) {
    const { name } = stepCaseNamed(positionals[0] ?? 'resnet20-w16');
    const precision = precisionNamed(values.precision);
    const rounds = countOf('rounds', values.rounds);
    const { folder } = await writeCifarFiles();
    const params = {
      ...{ source: folder, manifest: 'manifest.json' },
      split: { kind: 'holdout' as const, heldOut: 'data_batch_5' },
    };
    const { artifact } = await runStage(cifar10, { params, pipelineDirectory: folder });
    const step = (threads: number): EngineStep => ({ case: name, engine: 'onednn', precision, threads });
    const module = new URL('../loader/feed.ts', import.meta.url);
    const contestants = [
      { name: 'the loader alone', step: undefined },
      ...[...new Set([1, availableParallelism()])].map((threads) => ({
        name: `training, ${threads} thread${threads > 1 ? 's' : ''}`,
        step: step(threads),
      })),
    ].map(({ name: title, step: taker }) => ({
      name: title,
      launch: {
        ...{ kind: 'node' as const, module },
        options: { directory: artifact.directory, step: taker } satisfies FeedOptions,
      },
    }));
    const { results } = await race(contestants, { rounds, milliseconds: 1500, log });
    const rows = results.map(({ name: title, speed, findings }) => ({
      name: title,
      imagesPerSecond: speed.median,
      spread: speed.spread,
      waitedShare: title.startsWith('training') ? findings['waitedShare'] : undefined,
    }));
    return { rows, text: describe(rows), facts: { case: name, precision } };
  },
});

export default suite;

interface Row {
  readonly name: string;
  readonly imagesPerSecond: number;
  readonly spread: number;
  /** Share of the training time, 0-1. */
  readonly waitedShare: number | undefined;
}

function describe(rows: readonly Row[]): string {
  return table(
    ['', 'images/s', '+-%', 'waited for images'],
    rows.map(({ name, imagesPerSecond, spread, waitedShare }) => [
      ...[name, imagesPerSecond.toFixed(0), (100 * spread).toFixed(1)],
      waitedShare === undefined ? '-' : `${(100 * waitedShare).toFixed(2)} %`,
    ]),
  );
}
