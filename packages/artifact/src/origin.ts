import type { Ancestor, Artifact } from './manifest.ts';

/** What an artifact was made from, and that from what, to the first stages: without names of pipelines or instances. */
export interface Origin {
  /** Artifact type, e.g. `checkpoint`. */
  readonly type: string;
  /** The stage that made it, e.g. `trainer/train`. */
  readonly stage: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** By input name. */
  readonly inputs: Readonly<Record<string, readonly Origin[]>>;
}

/** The tree of everything that an artifact was made from. */
export function originOf({ manifest }: Pick<Artifact, 'manifest'>): Origin {
  const grow = ({ type, stage, params, inputs }: Ancestor): Origin => ({
    type,
    stage,
    params,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, identities]) => [
        name,
        identities.flatMap((identity) => {
          const ancestor = manifest.ancestors[identity];
          return ancestor === undefined ? [] : [grow(ancestor)];
        }),
      ]),
    ),
  });
  return grow(manifest);
}

/** The ancestors of an artifact that is made from others: these, and theirs. */
export function ancestorsAfter(artifacts: readonly Artifact[]): Record<string, Ancestor> {
  const found: Record<string, Ancestor> = {};
  for (const { identity, manifest } of artifacts) {
    const { type, stage, params, inputs, ancestors } = manifest;
    Object.assign(found, ancestors, { [identity]: { type, stage, params, inputs } });
  }
  return found;
}
