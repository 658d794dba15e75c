import type { Progress } from '@batchmates/pipeline';
import { linesProgress } from './lines-progress.ts';
import { barsProgress } from './bars-progress.ts';

/** Bars on a terminal, sparse lines elsewhere (a log file, a pipe, continuous integration). */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY && process.env['CI'] === undefined
    ? barsProgress(stream)
    : linesProgress((line) => stream.write(`${line}\n`));
}
