import { existsSync } from 'node:fs';
import type { Artifact } from '@batchmates/artifact';
import type { Plan } from '@batchmates/pipeline';
import { artifactDirectory } from '../artifact-directory.ts';
import type { DigestContext } from './digest-context.ts';
import { differences, ownOrigin } from './differences.ts';
import { needsOf, standingInstances, type StandingInstance } from './standing-artifacts.ts';

/** Why an instance would rerun; no reasons when it would not. */
export interface Verdict {
  readonly instance: string;
  /** Whether there is no artifact to compare with. */
  readonly missing: boolean;
  /** What changed in what it depends on itself. */
  readonly reasons: readonly string[];
  /** What it reads that would rerun: it need not, if the new artifact is equal. */
  readonly follows: readonly string[];
  /** Its work digest with the inputs as they stand; undefined when one is missing. */
  readonly work: string | undefined;
}

/** Compares what the artifacts of the instances called `names` were made from with the present, in plan order. */
export async function explain(
  plan: Plan,
  names: ReadonlySet<string>,
  context: DigestContext,
): Promise<Verdict[]> {
  const stale = new Set<string>();
  const artifacts = new Map<string, Artifact>();
  const verdicts: Verdict[] = [];
  for (const standing of await standingInstances(plan, names, context)) {
    const { instance, artifact } = standing;
    const directory = artifactDirectory(context.workspace.root, plan, instance.name);
    const reasons =
      artifact === undefined
        ? [existsSync(directory) ? standing.missing!.message : 'never run']
        : standing.current
          ? []
          : differencesOf(standing, artifact, artifacts);
    const follows = artifact === undefined ? [] : needsOf(instance).filter((name) => stale.has(name));
    if (reasons.length + follows.length > 0) stale.add(instance.name);
    if (artifact !== undefined) artifacts.set(instance.name, artifact);
    verdicts.push({
      instance: instance.name,
      missing: artifact === undefined,
      reasons,
      follows,
      work: standing.work,
    });
  }
  return verdicts;
}

function differencesOf(
  { instance, cacheInputs, recordedInputs }: StandingInstance,
  { manifest }: Artifact,
  artifacts: ReadonlyMap<string, Artifact>,
): string[] {
  const found = [
    ...differences(
      { ...manifest, uses: manifest.stage, cacheInputs: recordedInputs },
      ownOrigin(instance, cacheInputs),
    ),
    ...Object.keys({ ...manifest.inputs, ...instance.inputs }).flatMap((input) =>
      compareInput(input, manifest.inputs[input] ?? [], instance.inputs[input] ?? [], artifacts),
    ),
  ];
  return found.length > 0 ? found : ['its run.json does not say what it was made from'];
}

function compareInput(
  input: string,
  before: readonly string[],
  names: readonly string[],
  artifacts: ReadonlyMap<string, Artifact>,
): string[] {
  if (before.length !== names.length)
    return [`in.${input}: read ${before.length} artifacts, now ${names.length}`];
  return names
    .filter((name, index) => artifacts.has(name) && artifacts.get(name)?.identity !== before[index])
    .map((name) => `in.${input}: the artifact of ${name} is another one`);
}
