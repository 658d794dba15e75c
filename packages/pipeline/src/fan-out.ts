import { didYouMean } from '@batchmates/errors';
import type { Problems } from './problems.ts';
import { stageRows } from './stage-rows.ts';
import { agree, instanceName, join, shortVariant, type Source, type Variant } from './variant.ts';
import type { Reference, WiredInput, WiredStage } from './wiring.ts';

/** One instance of a fanned-out stage. */
export interface Instance {
  readonly name: string;
  readonly stage: WiredStage;
  readonly variant: Variant;
  /** Axes that objects among the values were filled in from. */
  readonly filledFrom: ReadonlySet<string>;
  /** Names of the instances read, by input; an absent optional input reads none. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
}

/** File systems take names of 255 bytes, and an artifact under way has a suffix. */
const LONGEST = 200;

/**
 * The instances of a stage, given those of the stages before it. A stage fans out with every input that does not
 * gather: variants are joined on the axes they share, then combined with the stage's own matrix. An input that gathers (`many`)
 * takes all instances that agree with the variant. Adds to `problems` what cannot be joined, and names that collide.
 */
export function fanOut(
  stage: WiredStage,
  before: ReadonlyMap<string, readonly Source[]>,
  problems: Problems,
): Instance[] {
  const selected = new Map(
    stage.inputs.map((input) => [input.name, selectAll(stage, input, before, problems)]),
  );
  const joined = new Map(
    stage.inputs
      .filter(({ spec, references }) => spec.many !== true && references.length > 0)
      .map(({ name }) => [name, selected.get(name)!.map(({ variant }) => variant)]),
  );
  const upstream = [...joined.values()].reduce<Variant[]>(join, [{}]);
  const rows = stageRows(stage, upstream, problems);
  if (rows?.length === 0 && [...selected.values()].every((instances) => instances.length > 0)) {
    problems.add({
      code: 'pipeline/empty-matrix',
      path: ['stages', stage.name, upstream.length > 0 ? 'matrix' : 'in'],
      what: 'leaves no instance: no values of the shared axes agree',
      ...(upstream.length > 0
        ? { expected: `values among ${shown(upstream)}` }
        : {
            expected: 'inputs that agree',
            received: [...joined].map(([name, all]) => `${name} of ${shown(all)}`).join('; '),
          }),
    });
  }
  const instances = (rows ?? []).map(({ variant, used }) => ({
    name: instanceName(stage.name, variant),
    stage,
    variant,
    filledFrom: used,
    inputs: Object.fromEntries(
      stage.inputs.map(({ name }) => [
        name,
        selected
          .get(name)!
          .filter((each) => agree(each.variant, variant))
          .map((each) => each.name),
      ]),
    ),
  }));
  for (const instance of instances.filter(({ name }) => name.length > LONGEST)) {
    problems.add({
      code: 'pipeline/long-name',
      path: ['stages', stage.name, 'matrix'],
      what: `names an instance with ${instance.name.length} characters, ${instance.name.slice(0, 40)}...`,
      expected: `at most ${LONGEST}, since folders go by the name`,
      remedy: 'give the values shorter names',
    });
  }
  return withoutCollisions(instances, problems);
}

/** Variants, each once, for a message. */
function shown(variants: readonly Variant[]): string {
  return [...new Set(variants.map((variant) => JSON.stringify(shortVariant(variant))))].join(', ');
}

function selectAll(
  stage: WiredStage,
  input: WiredInput,
  before: ReadonlyMap<string, readonly Source[]>,
  problems: Problems,
): Source[] {
  const found = input.references.flatMap((reference) => select(stage, input, reference, before, problems));
  return [...new Map(found.map((instance) => [instance.name, instance])).values()];
}

function select(
  stage: WiredStage,
  input: WiredInput,
  { text, stage: source }: Reference,
  before: ReadonlyMap<string, readonly Source[]>,
  problems: Problems,
): Source[] {
  const all = before.get(source) ?? [];
  const chosen = all.filter(({ name }) => name === text || name.startsWith(`${text}.`));
  if (chosen.length === 0 && all.length > 0) {
    const names = all.map(({ name }) => name);
    problems.add({
      code: 'pipeline/dangling',
      path: ['stages', stage.name, 'in', input.name],
      what: `there is no instance "${text}"`,
      expected: `one of ${names.join(', ')}`,
      remedy: didYouMean(text, names),
    });
  }
  return chosen;
}

function withoutCollisions(instances: readonly Instance[], problems: Problems): Instance[] {
  const byName = new Map<string, Instance>();
  for (const instance of instances) {
    const other = byName.get(instance.name);
    if (other !== undefined) {
      problems.add({
        code: 'pipeline/duplicate',
        path: ['stages', instance.stage.name, 'matrix'],
        what: `two instances would be called ${instance.name}: ${shown([other.variant])} and ${shown([instance.variant])}`,
        remedy: 'give the values different names',
      });
    }
    byName.set(instance.name, instance);
  }
  return [...byName.values()];
}
