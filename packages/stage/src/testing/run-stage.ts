import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeArtifact, type Artifact } from '@batchmates/artifact';
import { UserError, UserErrors } from '@batchmates/errors';
import type { z } from 'zod';
import type { InputSpecs, StageInputs } from '../input.ts';
import { parseParams, type ParamsComplaint } from '../parse-params.ts';
import type { Registry } from '../registry.ts';
import { outputType, paramsThatCount, type Stage, type StageReport } from '../stage.ts';
import { recordingProgress } from './recording-progress.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What a stage is run with; everything but what it needs may be left out. */
export interface StageRunOptions<Params extends z.ZodObject, Services, Inputs extends InputSpecs> {
  /** As under `with:` in a pipeline file: choices may be words, defaults are filled in. */
  readonly params?: z.input<Params>;
  readonly inputs?: StageInputs<Inputs>;
  /** What the composition root would lend; registries among them resolve the stage's `choices`. */
  readonly services?: Services;
  /** Where the artifact goes, absolute; by default into a temporary folder. Its last part is the instance's name. */
  readonly directory?: string;
  /** Where relative paths in params start; by default the folder that holds `directory`. */
  readonly pipelineDirectory?: string;
  /** An earlier run's, to go on from it; by default an empty folder. */
  readonly scratch?: string;
  readonly signal?: AbortSignal;
  /** Called after each step of a progress bar with all units advanced so far. */
  readonly onAdvance?: (advanced: number) => void;
}

/** What a run left. */
export interface StageRun {
  readonly artifact: Artifact;
  /** What the stage returned, empty when nothing. */
  readonly report: StageReport;
  /** Lines it noted. */
  readonly notes: readonly string[];
  /** Units that its progress bars advanced. */
  readonly advanced: number;
  readonly scratch: string;
}

/**
 * Runs one stage as a pipeline would: parses its params, resolves its choices, gives it empty folders and writes the
 * artifact. Throws a `UserError` or `UserErrors` for wrong params, and what the stage throws.
 *
 *     const { artifact } = await runStage(train, { inputs: { dataset }, params: { epochs: 1 }, services });
 */
export async function runStage<Params extends z.ZodObject, Services, const Inputs extends InputSpecs>(
  stage: Stage<Params, Services, Inputs>,
  options: StageRunOptions<Params, Services, Inputs>,
): Promise<StageRun> {
  const folder = await temporaryFolder();
  const {
    directory = join(folder, 'artifact'),
    pipelineDirectory = join(directory, '..'),
    scratch = join(folder, 'scratch'),
    inputs = {} as StageInputs<Inputs>,
    services = {} as Services,
    signal = new AbortController().signal,
  } = options;
  await mkdir(scratch, { recursive: true });
  const params = await checkedParams(stage, options.params ?? {}, {
    registries: services as Readonly<Record<string, Registry<unknown>>>,
    directory: pipelineDirectory,
  });
  const instance = directory.split(/[\\/]/).at(-1)!;
  const progress = recordingProgress(options.onAdvance);
  let report: StageReport = {};
  const artifact = await writeArtifact(
    {
      directory,
      manifest: {
        type: outputType(stage, (input) => artifactsOf(inputs)[input]?.[0]?.manifest.type ?? ''),
        stage: stage.uses,
        instance,
        variant: {},
        params: paramsThatCount(stage, params),
        inputs: identitiesOf(inputs),
      },
      from: Object.values(artifactsOf(inputs)).flat(),
    },
    async (output) => {
      const context = { instance, inputs, output, scratch, pipelineDirectory, progress, signal, services };
      report = (await stage.run({ ...context, params: params as z.output<Params> })) ?? {};
      return report;
    },
  );
  return { artifact, report, notes: progress.notes, advanced: progress.advanced, scratch };
}

async function checkedParams(
  stage: Stage,
  value: unknown,
  context: Parameters<typeof parseParams>[2],
): Promise<Readonly<Record<string, unknown>>> {
  const parsed = await parseParams(stage, value, context);
  if (parsed.success) return parsed.params;
  const errors = parsed.complaints.flatMap(errorsOf);
  throw errors.length === 1 ? errors[0]! : new UserErrors(errors);
}

function errorsOf(complaint: ParamsComplaint): UserError[] {
  if (complaint.kind === 'item') return [complaint.error];
  return complaint.error.issues.map(
    ({ path, message }) =>
      new UserError({
        code: 'stage/params',
        what: ['with', ...complaint.path, ...path].map(String).join('.'),
        received: message,
      }),
  );
}

function identitiesOf(inputs: object): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(artifactsOf(inputs)).map(([name, artifacts]) => [
      name,
      artifacts.map(({ identity }) => identity),
    ]),
  );
}

function artifactsOf(inputs: object): Record<string, readonly Artifact[]> {
  return Object.fromEntries(
    Object.entries(inputs as Readonly<Record<string, Artifact | readonly Artifact[] | undefined>>).map(
      ([name, value]) => [name, [value ?? []].flat()],
    ),
  );
}
