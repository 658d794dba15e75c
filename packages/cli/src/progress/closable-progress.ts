import type { Progress } from '@batchmates/stage';

/** A progress that must be closed when the work is done. */
export interface ClosableProgress {
  readonly progress: Progress;
  close(): Promise<void>;
}
