import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { readers } from './readers.ts';

const USAGE = `npm run fuzz -- [reader...] [options]

Gives readers mutated files, each in a process with 5 s and 512 MB: each must be read right, or refused in a line.

  --cases <n>   files for each reader (default 10000)
  --seed <n>    which (default 0)
  --processes <n>   at a time (default: one per core, at most 4)

Readers: ${readers.map(({ name }) => name).join(', ')}`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '0' },
    processes: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    help: { type: 'boolean', default: false },
  },
});
const [cases, seed, processes] = [values.cases, values.seed, values.processes].map(Number) as [
  number,
  number,
  number,
];
const unknown = positionals.filter((name) => readers.every((reader) => reader.name !== name));
const valid = [cases, seed, processes].every(Number.isSafeInteger) && cases > 0 && seed >= 0 && processes > 0;

if (values.help || unknown.length > 0 || !valid) {
  process.stdout.write(`${USAGE}\n`);
  process.exitCode = values.help ? 0 : 2;
} else {
  const failures = join(import.meta.dirname, '../../../.cache/fuzz');
  for (const reader of readers.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    const begin = performance.now();
    const { right, refused, wrong } = await fuzz(reader, { cases, seed, processes, failures });
    const seconds = Math.round((performance.now() - begin) / 1000);
    process.stdout.write(
      `${reader.name}: ${cases} files, seed ${seed}: ${refused} refused, ${right} read, ${wrong.length} wrong (${seconds} s)\n`,
    );
    for (const { number, file, message } of wrong.slice(0, 20))
      process.stdout.write(
        `  case ${number}, ${file}\n    ${message.split('\n').slice(0, 6).join('\n    ')}\n`,
      );
    if (wrong.length > 0) process.exitCode = 1;
  }
}
