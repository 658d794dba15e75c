import { escapeLines } from '@batchmates/errors';
import type { Progress } from '@batchmates/stage';
import { closingLine, ongoingLine } from './progress-line.ts';

/** Least time between two lines of one bar, in ms: short work shows its last line only, long work is never silent. */
const INTERVAL = 10_000;

/** Progress as sparse lines: one when 10 s have passed since the last, and one when the work is done. `now` is in ms. */
export function linesProgress(
  writeLine: (line: string) => void,
  now: () => number = () => performance.now(),
): Progress {
  const write = (line: string): void => writeLine(escapeLines(line));
  return {
    note: write,
    start(options) {
      const start = now();
      let last = start;
      let done = 0;
      let info = '';
      let stopped = false;
      const work = () => ({ ...options, done, info, seconds: (now() - start) / 1000 });
      return {
        advance(count, more) {
          done += count;
          info = more ?? info;
          if (now() - last < INTERVAL || done >= options.total) return;
          last = now();
          write(ongoingLine(work()));
        },
        stop() {
          if (stopped) return;
          stopped = true;
          write(closingLine(work()));
        },
      };
    },
  };
}
