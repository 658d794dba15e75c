import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createSmallPipeline } from 'batchmates/testing';
import type { Progress } from '@batchmates/stage';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { countOf } from '../train-step/cases.ts';

/** The paper's network at width 16, trained and tested in turn, and saved, for longer than it is let run. */
const PIPELINE = `
name: soak
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABCDEFGHIJ, trainPerClass: 200, testPerClass: 50 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    with:
      network: cifar-resnet-20
      width: 16
      batching: balanced
      batchSize: 10
      epochs: 1000000
      augmentation: { kind: scale-crop, flip: false }
`;

const MINUTE = 60_000;

/** Most that memory may grow, and that speed may change, from the first window to the last. */
const LIMITS = { memory: 0.02, speed: 0.05 };

/** What was seen at one moment. */
interface Look {
  /** ms since training began. */
  readonly at: number;
  /** Images trained on and tested until then. */
  readonly images: number;
  readonly residentMegabytes: number;
}

/**
 * `npm run bench -- soak [--minutes 30] [--busy]`: compares the first five minutes after a warm-up of two with the last five (of a
 * shorter soak: a quarter each): speed, and the peak of resident memory. With `--busy` a process without end takes a core meanwhile.
 */
const suite = defineSuite({
  summary:
    'trains and tests in turn for long in one process: memory within 2 %, speed within 5 %: [--minutes N] [--busy]',
  options: {
    minutes: { type: 'string', default: '30' },
    busy: { type: 'boolean', default: false },
  },
  async run({ values, log }) {
    const minutes = countOf('minutes', values.minutes);
    const stopBusy = values.busy ? keepCoreBusy() : () => undefined;
    const looks = await soak(minutes * MINUTE, log).finally(stopBusy);
    const rows = windows(minutes).map((window) => describe(within(looks, window)));
    const [first, last] = [rows[0]!, rows.at(-1)!];
    // The peak: between two garbage collections resident memory wanders, and a leak raises the peak as well.
    const memory = last.peakMegabytes / first.peakMegabytes - 1;
    const speed = last.imagesPerSecond / first.imagesPerSecond - 1;
    const facts = { minutes, busy: values.busy, cores: availableParallelism(), memory, speed };
    return { rows, text: report(rows, { memory, speed }), facts };
  },
});

export default suite;

/** Trains for `time` ms, looking once a second. */
async function soak(time: number, log: (line: string) => void): Promise<Look[]> {
  const { plan, run } = await createSmallPipeline(PIPELINE);
  const [glyphs, train] = plan.instances;
  await run(glyphs!);
  const looks: Look[] = [];
  let images = 0;
  const start = performance.now();
  const look = (): void => {
    const at = performance.now() - start;
    looks.push({ at, images, residentMegabytes: process.memoryUsage.rss() / 2 ** 20 });
    if (looks.length % 60 === 0) log(`${looks.length / 60} min, ${images} images`);
  };
  const progress: Progress = {
    note: () => undefined,
    start: () => ({ advance: (count) => void (images += count), stop: () => undefined }),
  };
  const timer = setInterval(look, 1000);
  const ended = new Error('the time is over');
  const over = new AbortController();
  const alarm = setTimeout(() => over.abort(ended), time);
  try {
    await run(train!, { progress, signal: over.signal });
  } catch (error) {
    if (error !== ended) throw error;
  } finally {
    clearInterval(timer);
    clearTimeout(alarm);
  }
  return looks;
}

/** Starts a process that computes until it is stopped. */
function keepCoreBusy(): () => void {
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  return () => void child.kill('SIGKILL');
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** One after the other from the end of the warm-up; the last ends with the soak. */
function windows(minutes: number): Window[] {
  const [warm, length] = [Math.min(2, minutes / 4), Math.min(5, minutes / 4)];
  const count = Math.floor((minutes - warm) / length);
  const starts = Array.from({ length: count }, (_, index) =>
    index === count - 1 ? minutes - length : warm + index * length,
  );
  return starts.map((from) => ({ from: from * MINUTE, to: (from + length) * MINUTE }));
}

function within(looks: readonly Look[], { from, to }: Window): readonly Look[] {
  return looks.filter(({ at }) => at >= from && at <= to);
}

interface Row {
  readonly from: number;
  readonly to: number;
  /** Mean of the looks. */
  readonly residentMegabytes: number;
  readonly peakMegabytes: number;
  readonly imagesPerSecond: number;
}

function describe(looks: readonly Look[]): Row {
  const [first, last] = [looks[0]!, looks.at(-1)!];
  const resident = looks.map(({ residentMegabytes }) => residentMegabytes);
  return {
    from: first.at / MINUTE,
    to: last.at / MINUTE,
    residentMegabytes: resident.reduce((sum, each) => sum + each, 0) / resident.length,
    peakMegabytes: Math.max(...resident),
    imagesPerSecond: (1000 * (last.images - first.images)) / (last.at - first.at),
  };
}

function report(
  rows: readonly Row[],
  { memory, speed }: { readonly memory: number; readonly speed: number },
): string {
  const counts = table(
    ['minutes', 'resident MB', 'peak MB', 'images/s'],
    rows.map((row) => [
      `${row.from.toFixed(1)}-${row.to.toFixed(1)}`,
      row.residentMegabytes.toFixed(0),
      row.peakMegabytes.toFixed(0),
      row.imagesPerSecond.toFixed(1),
    ]),
  );
  const percent = (change: number): string => `${change < 0 ? '' : '+'}${(100 * change).toFixed(1)} %`;
  const verdict = (within: boolean): string => (within ? 'yes' : 'no');
  return [
    counts,
    `memory flat within 2 %: ${verdict(memory <= LIMITS.memory)} (${percent(memory)})`,
    `speed within 5 %: ${verdict(Math.abs(speed) <= LIMITS.speed)} (${percent(speed)})`,
  ].join('\n');
}
