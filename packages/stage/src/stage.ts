import { payloadBytes, type Artifact } from '@batchmates/artifact';
import type { z } from 'zod';
import type { InputSpecs, InputValue, StageInputs } from './input.ts';
import type { Progress } from './progress.ts';

/**
 * A stage: artifacts in, one artifact out. `Services` is what the composition root lends to stages (engines,
 * batching strategies, ...); this package does not know what they are. A third party's stage is a file or package
 * whose default export is such an object; `uses: ./my-stage.ts` (relative to the pipeline file) runs it.
 */
export interface Stage<
  Params extends z.ZodObject = z.ZodObject,
  Services = unknown,
  Inputs extends InputSpecs = InputSpecs,
> {
  /** `<package>/<stage>`, e.g. `trainer/train`. */
  readonly uses: string;
  /** One sentence for `batchmates stages`. */
  readonly summary: string;
  readonly inputs: Inputs;
  /** The type of the artifact it leaves; of a stage that works on artifacts of several types, the type of one of its inputs. */
  readonly output: string | { readonly sameAs: string };
  /** Strict object schema of `with:`; defaults become part of the artifact's recorded params. */
  readonly params: Params;
  /**
   * Params that choose an item of one of the services' registries, by the registry's name: `{ batching: 'strategies' }`.
   * Such a param is a `choiceSchema`, or an array of them. The chosen item's own schema parses its options once, when the
   * pipeline is planned; the stage gets `{ kind, ...options }` and only asks the registry for the item.
   */
  readonly choices?: Readonly<Record<string, string>>;
  /**
   * Params of `choices` whose absent options the stage chooses itself, e.g. by another param: the options that are given are checked, and nothing
   * is added to them.
   */
  readonly completes?: readonly string[];
  /** Former names of params, with what to write now: shown when one is still used. */
  readonly renamed?: Readonly<Record<string, string>>;
  /**
   * Params that say how it works and never change what it leaves, e.g. how often it saves. They are not recorded in the artifact, and
   * changing one reruns nothing.
   */
  readonly withoutEffect?: readonly string[];
  /** Whether its results depend on the engine packages (training, inference): they become cache inputs. */
  readonly usesEngine?: boolean;
  /**
   * Whether what it leaves names the artifacts that it reads, or links to them: then their folders, as seen from its own, become a cache
   * input. Of other stages the names of instances do not count, so what they leave must not depend on them.
   */
  readonly linksInputs?: boolean;
  /** Environment variables on which its result depends: they become cache inputs. */
  readonly environment?: readonly string[];
  /**
   * Absolute paths of the files and folders it reads besides its inputs, e.g. a folder of images; they may be absent. They become
   * cache inputs, by their names and contents, wherever they stand. Of several places where one thing may be, give those up to the
   * first that exists. Leave out what a recorded checksum pins. Without this, files and folders beside the pipeline file that params
   * name by a relative path count.
   */
  sources?(params: z.output<Params>, place: { readonly pipelineDirectory: string }): readonly string[];
  /**
   * What of the params can be run and can hardly be meant, such as batches of one image: one line each, said whenever the pipeline is planned or
   * run.
   */
  warnings?(params: z.output<Params>): readonly string[];
  /** What of the artifact is known from the params alone: later stages check it before anything runs, e.g. `{ population: false }`. */
  foresee?(params: z.output<Params>): Foreseen;
  /**
   * Looks for what would stop the stage, before anything runs: throws a `UserError`, as `run` would after the hours that its inputs
   * take. Gives what it knows of the size of what it will leave.
   */
  check?(context: CheckContext<z.output<Params>, Services, Inputs>): Promise<Estimate | void>;
  run(context: StageContext<z.output<Params>, Services, StageInputs<Inputs>>): Promise<StageReport | void>;
}

/** Facts of an artifact that is still to be made. */
export type Foreseen = Readonly<Record<string, unknown>>;

/** What a stage will leave. */
export interface Estimate {
  /** At least so many bytes. */
  readonly bytes: number;
}

/** An artifact that a stage will read. */
export interface PlannedInput {
  /** Its type. */
  readonly type: string;
  readonly foreseen: Foreseen;
  /** The artifact itself, if it is there and up to date. */
  readonly artifact: Artifact | undefined;
}

/** Opening a larger artifact takes too long for a check, bytes. */
const LARGEST_TO_CHECK = 2 ** 30;

/** The artifact of an input that is not gathered, if it is there and small enough (1 GiB) to be opened before anything runs. */
export function artifactToCheck([input]: readonly PlannedInput[]): Artifact | undefined {
  const artifact = input?.artifact;
  return artifact === undefined || payloadBytes(artifact) > LARGEST_TO_CHECK ? undefined : artifact;
}

/** What a stage can be checked with before anything runs. */
export interface CheckContext<
  Params,
  Services = unknown,
  Inputs extends InputSpecs = InputSpecs,
> extends Pick<StageContext<Params, Services>, 'params' | 'pipelineDirectory' | 'services'> {
  readonly inputs: { readonly [Name in keyof Inputs]: readonly PlannedInput[] };
}

/** What a stage is given. */
export interface StageContext<Params, Services = unknown, Inputs = Readonly<Record<string, InputValue>>> {
  /** The instance's name, e.g. `train.balanced`: for messages. What a stage leaves must not depend on it. */
  readonly instance: string;
  readonly params: Params;
  /** The opened inputs by name (see `StageInputs`). */
  readonly inputs: Inputs;
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

/** The params on which what a stage leaves depends: all but those without effect. */
export function paramsThatCount(
  { withoutEffect = [] }: Pick<Stage, 'withoutEffect'>,
  params: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !withoutEffect.includes(name)));
}

/** The type of the artifact that a stage leaves; `typeOf` gives that of an input's artifact, as far as it is known. */
export function outputType<Type extends string | undefined>(
  { output }: Pick<Stage, 'output'>,
  typeOf: (input: string) => Type,
): string | Type {
  return typeof output === 'string' ? output : typeOf(output.sameAs);
}

/** Types a stage without widening its params and inputs. */
export function defineStage<Params extends z.ZodObject, Services, const Inputs extends InputSpecs>(
  stage: Stage<Params, Services, Inputs>,
): Stage<Params, Services, Inputs> {
  return stage;
}
