import type { StandingRun } from '../live-runs/read-live-run.ts';
import type { ServedFile } from './served-artifact.ts';
import type { StageState } from './stage-state.ts';

/** A pipeline as the start page shows it. */
export interface PipelineView {
  readonly name: string;
  readonly description: string | undefined;
  /** What is wrong with the pipeline file since it was last read without a mistake. */
  readonly mistakes: readonly string[];
  readonly stages: readonly StageView[];
  /** What there is for a playground; undefined where there is nothing. */
  readonly playground: PlaygroundSource | undefined;
  /** Figures of trainings, as HTML; empty when there are none. */
  readonly curves: string;
}

/** An instance as the start page shows it. */
export interface StageView {
  /** In the plan, e.g. `train.balanced`. */
  readonly name: string;
  readonly pipeline: string;
  readonly instance: string;
  readonly uses: string;
  readonly summary: string;
  /** The type of its artifact. */
  readonly type: string;
  readonly state: StageState;
  /** Why it would run again, or for the first time. */
  readonly reasons: readonly string[];
  readonly run: StandingRun | undefined;
  readonly directory: string;
  /** Another text whenever another artifact stands in its place; empty when none does. */
  readonly artifact: string;
  readonly files: readonly ServedFile[];
}

/** Where the playground of a pipeline comes from: an artifact of type `site`, else calibrated networks and models, and the images that they are asked about. */
export type PlaygroundSource =
  | { readonly kind: 'artifact'; readonly site: StageView }
  | { readonly kind: 'networks'; readonly dataset: StageView; readonly checkpoints: readonly StageView[] };
