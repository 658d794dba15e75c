import type { Progress } from '../progress.ts';

/** A progress that shows nothing and remembers what it was told. */
export interface RecordingProgress extends Progress {
  /** Lines noted so far. */
  readonly notes: readonly string[];
  /** Units that all bars advanced so far. */
  readonly advanced: number;
}

/** Makes one; `onAdvance` is called with `advanced` after each step of a bar. */
export function recordingProgress(onAdvance?: (advanced: number) => void): RecordingProgress {
  const notes: string[] = [];
  let advanced = 0;
  return {
    notes,
    get advanced() {
      return advanced;
    },
    note: (line) => void notes.push(line),
    start: () => ({
      advance(count) {
        advanced += count;
        onAdvance?.(advanced);
      },
      stop() {},
    }),
  };
}
