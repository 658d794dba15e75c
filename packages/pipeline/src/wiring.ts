import { UserError, didYouMean } from '@batchmates/errors';
import { otherStage, type OtherPlans } from './other-pipelines.ts';
import type { ParsedStage } from './parse-pipeline.ts';
import type { Problems } from './problems.ts';
import { outputType, typesOf, type Registry, type InputSpec, type Stage } from '@batchmates/stage';

/** A stage of the file whose implementation and connections are known. */
export interface WiredStage {
  readonly name: string;
  readonly entry: ParsedStage;
  readonly stage: Stage;
  readonly inputs: readonly WiredInput[];
  /** The type of what it leaves; empty where that depends on an input that is not connected. */
  readonly output: string;
}

/** An input and what it is connected to. */
export interface WiredInput {
  readonly name: string;
  readonly spec: InputSpec;
  readonly references: readonly Reference[];
}

/** A stage named in `in:` (of another pipeline: `other.train`), or those of its instances whose name starts with `text`. */
export interface Reference {
  readonly text: string;
  readonly stage: string;
}

/** What `wire` needs. */
export interface WiringRequest {
  readonly stages: ReadonlyMap<string, ParsedStage>;
  readonly registry: Registry<Stage>;
  readonly directory: string;
  readonly problems: Problems;
  /** Plans of the other pipelines that inputs name. */
  readonly others: OtherPlans;
}

/**
 * Finds every stage's implementation and checks the connections: unknown stages and inputs, missing inputs, dangling
 * references and type mismatches go to `problems`. Stages whose implementation is unknown are left out.
 */
export async function wire({
  stages,
  registry,
  directory,
  problems,
  others,
}: WiringRequest): Promise<Map<string, WiredStage>> {
  const known = new Map<string, Stage>();
  for (const [name, entry] of stages) {
    const stage = await implementation(name, entry, { registry, directory, problems });
    if (stage !== undefined) known.set(name, stage);
  }
  return new Map(
    [...known].map(([name, stage]) => {
      const entry = stages.get(name)!;
      const inputs = connect({ name, entry, stage, stages, known, problems, others });
      return [name, { name, entry, stage, inputs, output: outputOf(name, { stages, known, others }) ?? '' }];
    }),
  );
}

/** The type of what a stage leaves; `undefined` where that is not known, or depends on itself. */
function outputOf(
  name: string,
  wiring: Pick<Connection, 'stages' | 'known' | 'others'>,
  readers: readonly string[] = [],
): string | undefined {
  const stage = wiring.known.get(name);
  if (stage === undefined || readers.includes(name)) return undefined;
  return outputType(stage, (input) => {
    const source = [wiring.stages.get(name)?.in[input] ?? []].flat()[0];
    if (source === undefined) return undefined;
    const [first, second] = source.split('.');
    const other = wiring.stages.has(first!) ? undefined : wiring.others.plans.get(first!);
    return other === undefined
      ? outputOf(first!, wiring, [...readers, name])
      : other.instances.find(({ stageName }) => stageName === second)?.output;
  });
}

async function implementation(
  name: string,
  entry: ParsedStage,
  { registry, directory, problems }: Omit<WiringRequest, 'stages' | 'others'>,
): Promise<Stage | undefined> {
  if (entry.uses === undefined) return undefined;
  try {
    return await registry.resolve(entry.uses, directory);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.add({ code: error.code, path: ['stages', name, 'uses'], what: error.message, cause: error });
    return undefined;
  }
}

interface Connection {
  readonly name: string;
  readonly entry: ParsedStage;
  readonly stage: Stage;
  readonly stages: ReadonlyMap<string, ParsedStage>;
  readonly known: ReadonlyMap<string, Stage>;
  readonly problems: Problems;
  readonly others: OtherPlans;
}

function connect(connection: Connection): WiredInput[] {
  const { name, entry, stage, problems } = connection;
  const declared = Object.keys(stage.inputs);
  for (const input of Object.keys(entry.in).filter((each) => !declared.includes(each))) {
    problems.add({
      code: 'pipeline/unknown-input',
      path: ['stages', name, 'in', input],
      what: `is no input of ${stage.uses}`,
      expected: declared.length === 0 ? 'no inputs' : `one of ${declared.join(', ')}`,
      remedy: didYouMean(input, declared),
    });
  }
  return Object.entries(stage.inputs).map(([input, spec]) => ({
    name: input,
    spec,
    references: referencesOf(input, spec, connection),
  }));
}

function referencesOf(input: string, spec: InputSpec, connection: Connection): Reference[] {
  const { name, entry, stage, problems } = connection;
  const value = entry.in[input];
  const path = ['stages', name, 'in', input];
  if (value === undefined) {
    if (spec.optional !== true) {
      problems.add({
        code: 'pipeline/missing-input',
        path: ['stages', name, 'in'],
        what: `${stage.uses} needs an input ${input}`,
        expected: `${input}: <a stage that leaves a ${typesOf(spec).join(' or ')}>`,
        received: 'nothing',
      });
    }
    return [];
  }
  const texts = typeof value === 'string' ? [value] : value;
  if (texts.length > 1 && spec.many !== true) {
    problems.add({
      code: 'pipeline/too-many',
      path,
      expected: 'one stage',
      received: texts.join(', '),
      remedy: `only an input that gathers takes several`,
    });
  }
  return texts.flatMap((text, index) =>
    checkedReference(text, typeof value === 'string' ? path : [...path, index], spec, connection),
  );
}

function checkedReference(
  text: string,
  path: readonly (string | number)[],
  spec: InputSpec,
  connection: Connection,
): Reference[] {
  const { stages, problems, others } = connection;
  const stage = text.split('.')[0]!;
  const other = stages.has(stage) ? undefined : others.plans.get(stage);
  if (other !== undefined) {
    const [found] = otherStage(text, other, { path, problems });
    if (found === undefined) return [];
    refuseOtherType(`${stage}.${found.stageName}`, found.output, { spec, path, problems });
    return [{ text, stage: `${stage}.${found.stageName}` }];
  }
  // What is wrong with the other pipeline is said by now.
  if (!stages.has(stage) && others.names.has(stage)) return [];
  if (!stages.has(stage)) {
    const names = [...stages.keys()];
    problems.add({
      code: 'pipeline/dangling',
      path,
      what: `there is no stage "${stage}"`,
      expected: `one of ${names.join(', ')}`,
      remedy: didYouMean(stage, [...names, ...others.names]),
    });
    return [];
  }
  refuseOtherType(stage, outputOf(stage, connection), { spec, path, problems });
  return [{ text, stage }];
}

function refuseOtherType(
  stage: string,
  output: string | undefined,
  {
    spec,
    path,
    problems,
  }: {
    readonly spec: InputSpec;
    readonly path: readonly (string | number)[];
    readonly problems: Problems;
  },
): void {
  if (output === undefined || typesOf(spec).includes(output)) return;
  problems.add({
    code: 'pipeline/type-mismatch',
    path,
    expected: `a stage that leaves a ${typesOf(spec).join(' or ')}`,
    received: `${stage}, which leaves a ${output}`,
  });
}
