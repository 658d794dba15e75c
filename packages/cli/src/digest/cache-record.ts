import { basename, relative } from 'node:path';
import { z } from 'zod';
import { AUTO, ENGINE_VARIABLE } from '../registry/engine-choice.ts';
import type { CacheInputs } from './cache-inputs.ts';
import { ABSENT, contentDigest } from './content-digest.ts';
import type { DigestContext } from './digest-context.ts';

const digests = z.record(z.string(), z.string());

/** The state of every cache input when an artifact was made; kept in `run.json` for `batchmates why`. */
export const cacheRecordSchema = z.strictObject({
  /** Digest of production sources, by Nx project. */
  projects: digests,
  /** Installed version, by package (of an engine's native library by `library of <engine>`); `absent` for an optional one that is not there. */
  externals: digests,
  /** Files of third parties' modules, by the path from the module's folder; `folder` is for people, as is `path`. */
  modules: z.array(z.strictObject({ folder: z.string(), files: digests })),
  /** Data: `path` is for people (from the workspace's root where it is inside). */
  sources: z.array(z.strictObject({ path: z.string(), digest: z.string() })),
  /** Value by variable; `null` where it is not set. */
  environment: z.record(z.string(), z.string().nullable()),
  /** Folders of the artifacts read, by input, where these count: see `Stage.linksInputs`. */
  links: z.record(z.string(), z.array(z.string())).default({}),
});

export type CacheRecord = z.infer<typeof cacheRecordSchema>;

/** Digests the present state of cache inputs; `large` says whether large data files are read (see `ContentOptions`). */
export async function recordCacheInputs(
  inputs: CacheInputs,
  { workspace, production, installed, nativeLibraries, memory }: DigestContext,
  { large }: { readonly large: boolean },
): Promise<CacheRecord> {
  const externals = new Map<string, Set<string>>();
  for (const each of inputs.externals) {
    const versions = externals.get(each.name) ?? new Set();
    externals.set(each.name, versions.add(await installed(each)));
  }
  return {
    projects: await entries(inputs.projects, production),
    externals: {
      ...Object.fromEntries(
        [...externals].map(([name, versions]) => [name, [...versions].toSorted().join(' and ')]),
      ),
      ...(await nativeExternals(inputs.engine, nativeLibraries)),
    },
    modules: inputs.modules.map(({ folder, files }) => ({ folder: shown(folder, workspace.root), files })),
    sources: await Promise.all(
      inputs.sources.map(async (path) => ({
        path: shown(path, workspace.root),
        digest: await contentDigest(path, { memory, large }),
      })),
    ),
    environment: Object.fromEntries(inputs.environment.map((name) => [name, valueOf(name)])),
    links: Object.fromEntries(Object.entries(inputs.links).map(([input, folders]) => [input, [...folders]])),
  };
}

/** Version of the library that is no package, of the engine that runs the instance. */
async function nativeExternals(
  engine: string | undefined,
  nativeLibraries: DigestContext['nativeLibraries'],
): Promise<Record<string, string>> {
  if (engine === undefined) return {};
  const libraries = [...(await nativeLibraries())];
  // In the order in which `auto` tries them: it comes to none after the first that is there.
  const chosen =
    engine === AUTO
      ? libraries.find(([, version]) => version !== ABSENT)
      : libraries.find(([name]) => name === engine);
  return chosen === undefined ? {} : { [`library of ${chosen[0]}`]: chosen[1] };
}

/**
 * What of a record counts for the digest: no path outside the pipeline file's own words, so that a moved or copied workspace
 * gives the same. Of data that may stand in several places, that which is there counts.
 */
export function whatCounts({
  projects,
  externals,
  modules,
  sources,
  environment,
  links,
}: CacheRecord): unknown {
  return {
    projects,
    externals,
    modules: modules.map(({ files }) => files),
    sources: sources
      .filter(({ digest }) => digest !== ABSENT)
      .map(({ path, digest }) => [basename(path), digest]),
    environment,
    links,
  };
}

function valueOf(name: string): string | null {
  const value = process.env[name] ?? null;
  return name === ENGINE_VARIABLE && (value === '' || value === AUTO) ? null : value;
}

function shown(path: string, root: string): string {
  const inside = relative(root, path).replaceAll('\\', '/');
  return inside.startsWith('..') ? path : inside;
}

async function entries(
  names: readonly string[],
  digest: (name: string) => Promise<string>,
): Promise<Record<string, string>> {
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await digest(name)] as const)),
  );
}
