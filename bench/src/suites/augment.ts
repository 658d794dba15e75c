import { fileURLToPath } from 'node:url';
import { cases, type AugmentCase } from '../augment/case.ts';
import type { Contestant } from '../harness/contestant.ts';
import { race, type Result } from '../harness/race.ts';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';

/** One contestant's speed on one case. */
interface Row {
  readonly case: string;
  readonly contestant: string;
  readonly imagesPerSecond: number;
  /** Half the interquartile range over the median, 0-1. */
  readonly spread: number;
  /** Speed over that of the fastest peer. */
  readonly ratioToBestPeer: number | undefined;
}

const OURS = 'batchmates';

const suite = defineSuite({
  summary: 'augmented images/s on one core, beside sharp and Pillow',
  options: {},
  async run({ log }) {
    const rows: Row[] = [];
    for (const each of cases) {
      log(each.name);
      const { results } = await race(contestants(each), { rounds: 7, milliseconds: 1000, log });
      rows.push(...rowsOf(each.name, results));
    }
    return { rows, text: describe(rows) };
  },
});

export default suite;

function contestants(options: AugmentCase): readonly Contestant[] {
  const body = (file: string) => new URL(`../augment/${file}`, import.meta.url);
  const python = process.env['BATCHMATES_PEER_PYTHON'] ?? 'python3';
  const script = fileURLToPath(new URL('../../peers/augment.py', import.meta.url));
  return [
    { name: OURS, launch: { kind: 'node', module: body('ours.ts'), options } },
    { name: 'sharp', launch: { kind: 'node', module: body('with-sharp.ts'), options } },
    {
      name: 'pillow',
      launch: { kind: 'command', program: python, arguments: [script, JSON.stringify(options)] },
      environment: { OMP_NUM_THREADS: '1' },
    },
  ];
}

function rowsOf(name: string, results: readonly Result[]): Row[] {
  const peers = results.filter((result) => result.name !== OURS).map(({ speed }) => speed.median);
  return results.map(({ name: contestant, speed }) => ({
    case: name,
    contestant,
    imagesPerSecond: speed.median,
    spread: speed.spread,
    ratioToBestPeer: peers.length === 0 ? undefined : speed.median / Math.max(...peers),
  }));
}

function describe(rows: readonly Row[]): string {
  return table(
    ['case', 'contestant', 'images/s', 'spread', 'ratio to best peer'],
    rows.map((row) => [
      row.case,
      row.contestant,
      row.imagesPerSecond.toFixed(0),
      `${(100 * row.spread).toFixed(0)} %`,
      row.ratioToBestPeer?.toFixed(2) ?? '-',
    ]),
  );
}
