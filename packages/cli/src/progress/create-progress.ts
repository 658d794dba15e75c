import type { Progress } from '@batchmates/pipeline';
import { barsProgress } from './bars-progress.ts';
import { linesProgress } from './lines-progress.ts';

/** Where progress is shown. */
export interface ProgressTarget {
  readonly stream: NodeJS.WriteStream;
  /** Set when others write to the same terminal: lines instead of bars, each beginning with it. */
  readonly prefix: string | undefined;
}

/** Bars on a terminal of one's own; sparse lines elsewhere (a shared terminal, a log file, continuous integration). */
export function createProgress({ stream, prefix }: ProgressTarget): Progress {
  if (stream.isTTY && prefix === undefined && process.env['CI'] === undefined) return barsProgress(stream);
  return linesProgress((line) => stream.write(`${prefix ?? ''}${line}\n`));
}
