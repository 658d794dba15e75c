import { fileURLToPath } from 'node:url';
import type { Contestant } from '../harness/contestant.ts';
import { race } from '../harness/race.ts';
import { defineSuite } from '../harness/suite.ts';
import { table } from '../harness/table.ts';
import { writeCifarFiles, type CifarFiles } from '../ingest/cifar10-files.ts';

const suite = defineSuite({
  summary: 'CIFAR-10: from warm files to finished shards, beside NumPy and a plain copy of the bytes',
  options: {},
  async run({ log }) {
    const files = await writeCifarFiles();
    const { results } = await race(contestants(files), { rounds: 7, milliseconds: 1, log });
    const fastest = Math.max(...results.map(({ speed }) => speed.median));
    const rows = results.map(({ name, speed, peakMegabytes }) => ({
      contestant: name,
      imagesPerSecond: speed.median,
      secondsFor50000: 50_000 / speed.median,
      spread: speed.spread,
      peakMegabytes,
      ratioToFastest: speed.median / fastest,
    }));
    const text = table(
      ['contestant', 'images/s', 's for 50,000', 'spread', 'peak MB', 'ratio to fastest'],
      rows.map((row) => [
        row.contestant,
        row.imagesPerSecond.toFixed(0),
        row.secondsFor50000.toFixed(2),
        `${(100 * row.spread).toFixed(0)} %`,
        row.peakMegabytes.toFixed(0),
        row.ratioToFastest.toFixed(2),
      ]),
    );
    return { rows, text, facts: { images: files.images, imageBytes: 3072 } };
  },
});

export default suite;

function contestants(options: CifarFiles): readonly Contestant[] {
  const body = (file: string) => new URL(`../ingest/${file}`, import.meta.url);
  const program = process.env['BATCHMATES_PEER_PYTHON'] ?? 'python3';
  const script = fileURLToPath(new URL('../../peers/ingest_cifar10.py', import.meta.url));
  return [
    { name: 'batchmates', launch: { kind: 'node', module: body('cifar10-ours.ts'), options } },
    { name: 'copy of the bytes', launch: { kind: 'node', module: body('cifar10-copy.ts'), options } },
    { name: 'numpy', launch: { kind: 'command', program, arguments: [script, JSON.stringify(options)] } },
  ];
}
