import type { Stage } from '@batchmates/stage';
import type { ShortVariant } from './variant.ts';

/** A pipeline ready to run: every instance with its params, in an order in which inputs come first. */
export interface Plan {
  readonly name: string;
  readonly description: string | undefined;
  /** Absolute path of the pipeline file. */
  readonly file: string;
  /** Absolute path of its folder: relative paths in params start here. */
  readonly directory: string;
  readonly instances: readonly PlannedInstance[];
  /** The instances of other pipelines that these need, directly or not, in an order in which inputs come first. */
  readonly others: readonly OtherInstance[];
}

/** One run of a stage. */
export interface PlannedInstance {
  /** E.g. `train.balanced`. */
  readonly name: string;
  /** The stage's name in the file, e.g. `train`. */
  readonly stageName: string;
  /** As written in the file: `trainer/train`, `./my-stage.ts` or a package. */
  readonly uses: string;
  readonly stage: Stage;
  /** The type of the artifact it leaves. */
  readonly output: string;
  /** The matrix values that tell it from the stage's other instances, by axis; an object by its name. */
  readonly variant: ShortVariant;
  /** Parsed by the stage's schema, defaults included. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Names of the instances read, by input; those of another pipeline begin with its name: `other.train.balanced`. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
}

/** An instance of another pipeline; its name and those of its inputs begin with the name of theirs. */
export interface OtherInstance extends PlannedInstance {
  readonly pipeline: Pick<Plan, 'name' | 'directory' | 'file'>;
  /** Its name in its own pipeline. */
  readonly instance: string;
}
