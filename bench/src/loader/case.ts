import type { EngineStep } from '../bodies/engine-step.ts';

/** What a contestant process is told. */
export interface FeedOptions {
  /** Folder of a data set's artifact. */
  readonly directory: string;
  /** The training that takes the images; undefined: nobody does, and they come as fast as they can. */
  readonly step: EngineStep | undefined;
}
