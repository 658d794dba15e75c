import type { OtherInstance, Plan, PlannedInstance } from '@batchmates/pipeline';

/** The instances of a plan, after those of other pipelines that they need: inputs come first. */
export function allInstances({ others, instances }: Plan): readonly PlannedInstance[] {
  return [...others, ...instances];
}

/** Names of `allInstances`. */
export function namesWithOthers(plan: Plan): ReadonlySet<string> {
  return new Set(allInstances(plan).map(({ name }) => name));
}

/** The pipeline that an instance of a plan belongs to, and its name there. */
export function homeOf(
  plan: Pick<Plan, 'name' | 'directory' | 'file' | 'others'>,
  name: string,
): { readonly pipeline: Pick<Plan, 'name' | 'directory' | 'file'>; readonly instance: string } {
  const other: OtherInstance | undefined = plan.others.find((each) => each.name === name);
  return other ?? { pipeline: plan, instance: name };
}

/** The Nx project of an instance of a plan, e.g. `glyphs10.train.balanced`. */
export function projectOf(plan: Plan, name: string): string {
  const { pipeline, instance } = homeOf(plan, name);
  return `${pipeline.name}.${instance}`;
}
