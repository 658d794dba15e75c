import type { Artifact } from '@batchmates/artifact';
import { invariant } from '@batchmates/errors';

/** An input of a stage: the artifact type, or one of the types, that may be connected to it. */
export interface InputSpec {
  readonly type: string | readonly string[];
  /** Gathers every instance of a fanned-out stage (and may name several stages) instead of fanning out with it. */
  readonly many?: boolean;
  readonly optional?: boolean;
}

/** The types of artifacts that an input takes. */
export function typesOf({ type }: Pick<InputSpec, 'type'>): readonly string[] {
  return typeof type === 'string' ? [type] : type;
}

/** The inputs that a stage declares, by name. */
export type InputSpecs = Readonly<Record<string, InputSpec>>;

/**
 * What a stage finds in `context.inputs`: an artifact for every input, an array for one that gathers (`many`), possibly
 * `undefined` for an optional one.
 */
export type StageInputs<Specs extends InputSpecs> = string extends keyof Specs
  ? Readonly<Record<string, InputValue>>
  : { readonly [Name in keyof Specs]: ValueOf<Specs[Name]> };

/** What an input may be: its artifact, those it gathers, or nothing when it is optional and not connected. */
export type InputValue = Artifact | readonly Artifact[] | undefined;

type ValueOf<Spec extends InputSpec> = Spec extends { readonly many: true }
  ? readonly Artifact[]
  : Spec extends { readonly optional: true }
    ? Artifact | undefined
    : Artifact;

/** Turns the opened artifacts of every input into what the stage is given. An input that is absent gathers nothing. */
export function inputsOf(
  specs: InputSpecs,
  opened: Readonly<Record<string, readonly Artifact[]>>,
): Readonly<Record<string, InputValue>> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, { many, optional }]): [string, InputValue] => {
      const artifacts = opened[name] ?? [];
      if (many === true) return [name, artifacts];
      invariant(
        artifacts.length === 1 || (optional === true && artifacts.length === 0),
        `input "${name}": ${artifacts.length} artifacts`,
      );
      return [name, artifacts[0]];
    }),
  );
}
