import { fileURLToPath } from 'node:url';
import type { Contestant } from '../harness/contestant.ts';
import { race, type Result } from '../harness/race.ts';
import { defineSuite, type SuiteReport } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import {
  madeUpPhotographs,
  madeUpSmallPictures,
  realPhotographs,
  type Photographs,
} from '../ingest/photographs.ts';

/** One contestant's speed on one case. */
interface Row {
  readonly case: string;
  readonly contestant: string;
  readonly imagesPerSecond: number;
  /** Half the interquartile range over the median, 0-1. */
  readonly spread: number;
  readonly peakMegabytes: number;
  /** Speed over that of plain sharp. */
  readonly ratioToSharp: number;
}

const SHARP = 'sharp';

const suite = defineSuite({
  summary:
    'ImageNet: from JPEG files to finished shards, beside plain sharp and Pillow ([folder with train/ and val/] [--small: of 64x64])',
  options: { small: { type: 'boolean' } },
  async run({ values: { small }, positionals: [folder], log }) {
    if (small === true) return smallPictures(log);
    const photographs = folder === undefined ? await madeUpPhotographs() : await realPhotographs(folder);
    const rows: Row[] = [];
    for (const store of ['jpeg', 'raw'] as const) {
      log(`${photographs.kind}, ${store}`);
      const { results } = await race(contestants({ ...photographs, store }), {
        rounds: 9,
        milliseconds: 1500,
        log,
      });
      rows.push(...rowsOf(`${photographs.kind} to ${photographs.size} ${store}`, results));
    }
    return { rows, text: describe(rows) };
  },
});

export default suite;

/** Pictures of 64x64 as they are, and made smaller. */
async function smallPictures(log: (line: string) => void): Promise<SuiteReport> {
  const rows: Row[] = [];
  const pictures = await madeUpSmallPictures(64);
  for (const size of [64, 48]) {
    const name = `${pictures.kind} to ${size} raw`;
    log(name);
    const options = { ...pictures, size, store: 'raw' } as const;
    const { results } = await race(contestants(options), { rounds: 5, milliseconds: 1000, log });
    rows.push(...rowsOf(name, results));
  }
  return { rows, text: describe(rows) };
}

function contestants(options: Photographs): readonly Contestant[] {
  const body = (file: string) => new URL(`../ingest/${file}`, import.meta.url);
  const program = process.env['BATCHMATES_PEER_PYTHON'] ?? 'python3';
  const script = fileURLToPath(new URL('../../peers/ingest_imagenet.py', import.meta.url));
  return [
    { name: 'batchmates', launch: { kind: 'node', module: body('imagenet-ours.ts'), options } },
    { name: SHARP, launch: { kind: 'node', module: body('imagenet-sharp.ts'), options } },
    { name: 'pillow', launch: { kind: 'command', program, arguments: [script, JSON.stringify(options)] } },
  ];
}

function rowsOf(name: string, results: readonly Result[]): Row[] {
  const plain = results.find((result) => result.name === SHARP)?.speed.median ?? Number.NaN;
  return results.map(({ name: contestant, speed, peakMegabytes }) => ({
    case: name,
    contestant,
    imagesPerSecond: speed.median,
    spread: speed.spread,
    peakMegabytes,
    ratioToSharp: speed.median / plain,
  }));
}

function describe(rows: readonly Row[]): string {
  return table(
    ['case', 'contestant', 'images/s', 'spread', 'peak MB', 'ratio to sharp'],
    rows.map((row) => [
      row.case,
      row.contestant,
      row.imagesPerSecond.toFixed(0),
      `${(100 * row.spread).toFixed(0)} %`,
      row.peakMegabytes.toFixed(0),
      row.ratioToSharp.toFixed(2),
    ]),
  );
}
