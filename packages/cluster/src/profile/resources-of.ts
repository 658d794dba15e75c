import { UserError, UserErrors, didYouMean } from '@batchmates/errors';
import type { Profile, Resources } from './profile-schema.ts';

/** The names under which a profile may speak of an instance. */
export interface InstanceNames {
  /** `train.balanced` */
  readonly name: string;
  /** `train` */
  readonly stageName: string;
  /** `trainer/train` */
  readonly uses: string;
}

/** What an instance asks for: the defaults, then what is set for its implementation, its stage and itself, the last one first. */
export function resourcesOf({ name, stageName, uses }: InstanceNames, profile: Profile): Resources {
  const set = profile['set-resources'];
  return { ...profile['default-resources'], ...set[uses], ...set[stageName], ...set[name] };
}

/**
 * Throws a `UserError` (`profile/unknown-stage`) for each key of `set-resources` that names nothing: neither one of `instances`, nor
 * an implementation in `stages` (a profile is for many pipelines, and not all use every implementation).
 */
export function checkSetResources(
  profile: Profile,
  { instances, stages }: { readonly instances: readonly InstanceNames[]; readonly stages: readonly string[] },
): void {
  const known = new Set([
    ...instances.flatMap(({ name, stageName, uses }) => [name, stageName, uses]),
    ...stages,
  ]);
  const mistakes = Object.keys(profile['set-resources'])
    .filter((key) => !known.has(key))
    .map(
      (key) =>
        new UserError({
          code: 'profile/unknown-stage',
          what: `set-resources.${key} of the profile names nothing of this pipeline`,
          expected: 'an implementation such as trainer/train, a stage, or an instance',
          remedy:
            didYouMean(key, [...known]) ?? 'name the implementation where a profile is for several pipelines',
        }),
    );
  if (mistakes.length === 1) throw mistakes[0]!;
  if (mistakes.length > 1) throw new UserErrors(mistakes);
}
