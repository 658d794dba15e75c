/** Where a stage says how far it is: a bar with rate and remaining time on a terminal, sparse lines elsewhere. */
export interface Progress {
  /** Opens a bar of `total` units (e.g. `images`). */
  start(options: { readonly label: string; readonly total: number; readonly unit: string }): ProgressBar;
  /** A line that stays, e.g. which engine was chosen. */
  note(line: string): void;
}

/** A bar under way. */
export interface ProgressBar {
  /** Moves on by `count` units; `info` is shown beside the bar, e.g. `loss 1.23`. */
  advance(count: number, info?: string): void;
  /** Closes the bar. Must be called, also on failure. */
  stop(): void;
}
