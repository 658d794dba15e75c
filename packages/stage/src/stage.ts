import type { Artifact } from '@batchmates/artifact';
import type { z } from 'zod';

/** An input of a stage: the artifact type that may be connected to it. */
export interface InputSpec {
  readonly type: string;
  /** Gathers every instance of a fanned-out stage (and may name several stages) instead of fanning out with it. */
  readonly many?: boolean;
  readonly optional?: boolean;
}

/**
 * A stage: artifacts in, one artifact out. `Services` is what the composition root lends to stages (engines,
 * batching strategies, ...); this package does not know what they are. A third party's stage is a file or package
 * whose default export is such an object; `uses: ./my-stage.ts` (relative to the pipeline file) runs it.
 */
export interface Stage<Params extends z.ZodObject = z.ZodObject, Services = unknown> {
  /** `<package>/<stage>`, e.g. `trainer/train`. */
  readonly uses: string;
  /** One sentence for `batchmates stages`. */
  readonly summary: string;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** The type of the artifact it leaves. */
  readonly output: string;
  /** Strict object schema of `with:`; defaults become part of the artifact's recorded params. */
  readonly params: Params;
  /** Whether its results depend on the engine packages (training, inference): they become cache inputs. */
  readonly usesEngine?: boolean;
  /**
   * Params that name an item of one of the services' registries, e.g. `{ batching: { registry: 'strategies', options:
   * 'batchingOptions' } }`: unknown names, and options that the item does not take, are then reported when the
   * pipeline is planned.
   */
  readonly names?: Readonly<Record<string, NamedItem>>;
  /** Environment variables on which its result depends: they become cache inputs. */
  readonly environment?: readonly string[];
  /**
   * Absolute paths of the files and folders it reads besides its inputs, e.g. a folder of images; they may be absent. They become
   * cache inputs, by names, sizes and modification times. Leave out what a recorded checksum pins.
   */
  sources?(params: z.output<Params>, place: { readonly pipelineDirectory: string }): readonly string[];
  run(context: StageContext<z.output<Params>, Services>): Promise<StageReport | void>;
}

/** Where an item that a param names is found. */
export interface NamedItem {
  /** Name of the registry among the services. */
  readonly registry: string;
  /** The param that holds the options of the item, whose schema is the item's `options`. */
  readonly options?: string;
}

/** What a stage is given. */
export interface StageContext<Params, Services = unknown> {
  /** The instance's name, e.g. `train.balanced`. */
  readonly instance: string;
  readonly params: Params;
  /** Opened inputs by name: an array for every input, of length 1 unless `many` (0 when an optional one is absent). */
  readonly inputs: Readonly<Record<string, readonly Artifact[]>>;
  /** An empty folder to write the payload into; it becomes the artifact when `run` returns, and vanishes if it throws. */
  readonly output: string;
  /**
   * A folder that outlives an interrupted run of the same work (same params and inputs) and is removed after a
   * successful one: for checkpoints to resume from and partial downloads.
   */
  readonly scratch: string;
  /** Folder of the pipeline file: relative paths in params start here. */
  readonly pipelineDirectory: string;
  readonly progress: Progress;
  /** Aborted on Ctrl-C; a stage that sees it stops soon by throwing `signal.reason`. */
  readonly signal: AbortSignal;
  readonly services: Services;
}

/** Facts about the run that are not part of identity; they go to `run.json` beside time, host and peak memory. */
export type StageReport = Readonly<Record<string, unknown>>;

/** Where a stage says how far it is: a bar with rate and ETA on a terminal, sparse lines elsewhere. */
export interface Progress {
  /** Opens a bar of `total` units (e.g. `images`). */
  start(options: { readonly label: string; readonly total: number; readonly unit: string }): ProgressBar;
  /** A line that stays, e.g. which engine was chosen. */
  note(line: string): void;
}

export interface ProgressBar {
  /** Moves on by `count` units; `info` is shown beside the bar, e.g. `loss 1.23`. */
  advance(count: number, info?: string): void;
  /** Closes the bar. Must be called, also on failure. */
  stop(): void;
}

/** Types a stage without widening its params. */
export function defineStage<Params extends z.ZodObject, Services>(
  stage: Stage<Params, Services>,
): Stage<Params, Services> {
  return stage;
}
