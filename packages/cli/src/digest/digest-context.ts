import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestValue } from '@batchmates/artifact';
import type { Registry } from '@batchmates/stage';
import type { Workspace, WorkspacePackage } from '../workspace.ts';
import { engineCandidates } from '../registry/engines.ts';
import { ABSENT, contentDigest } from './content-digest.ts';
import { openDigestMemory, type DigestMemory } from './digest-memory.ts';
import { readInstalledPackages, type InstalledVersion } from './installed-packages.ts';
import { moduleGraph, type ModuleGraph } from './module-graph.ts';

/** What digests of instances are made with. What it has read once, it does not read again: open one for each command. */
export interface DigestContext {
  readonly workspace: Workspace;
  /** The registries from which params choose, by name. */
  readonly registries: Readonly<Record<string, Registry<unknown>>>;
  readonly memory: DigestMemory;
  readonly installed: InstalledVersion;
  /** Version of the native library of every engine that has one, `absent` where there is none. */
  nativeLibraries(): Promise<ReadonlyMap<string, string>>;
  /** Digest of the production sources of an Nx project. */
  production(project: string): Promise<string>;
  /** What the module in a file is made of. */
  modules(file: string): Promise<ModuleGraph>;
}

/** Opens the context for the present state of the workspace. */
export function openDigestContext(
  workspace: Workspace,
  registries: Readonly<Record<string, Registry<unknown>>>,
): DigestContext {
  const memory = openDigestMemory(workspace.root);
  let native: Promise<ReadonlyMap<string, string>> | undefined;
  const packages = new Map([...workspace.packages.values()].map((each) => [each.project, each]));
  return {
    workspace,
    registries,
    memory,
    installed: readInstalledPackages(workspace.root, memory),
    nativeLibraries: () => (native ??= readNativeLibraries()),
    production: once((project: string) => digestProduction(packages.get(project)!, memory)),
    modules: once((file: string) => moduleGraph(file, memory)),
  };
}

async function readNativeLibraries(): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  for (const { name, libraryVersion } of await engineCandidates()) {
    if (libraryVersion !== undefined) versions.set(name, (await libraryVersion()) ?? ABSENT);
  }
  return versions;
}

/**
 * The code that runs, without `testing`, and what of `package.json` decides what is imported. Packages of the project are released
 * together: their versions say nothing about what is in them.
 */
async function digestProduction(
  { directory, sources: folder }: WorkspacePackage,
  memory: DigestMemory,
): Promise<string> {
  const { type, exports, imports, dependencies, optionalDependencies, needs } = JSON.parse(
    readFileSync(join(directory, 'package.json'), 'utf8'),
  ) as Manifest;
  const sources = await contentDigest(join(directory, folder), {
    memory,
    large: true,
    without: (name) => name === 'testing' || /\.d\.m?ts$|\.map$/.test(name),
  });
  return digestValue({
    ...{ sources, type, exports, imports, optionalDependencies },
    dependencies: withoutOwnVersions({ ...dependencies, ...needs }),
  });
}

interface Manifest extends Readonly<Record<string, unknown>> {
  readonly dependencies?: Readonly<Record<string, string>>;
  /** See `readWorkspace`. */
  readonly needs?: Readonly<Record<string, string>>;
}

function withoutOwnVersions(dependencies: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(dependencies).map(([name, range]) => [
      name,
      name.startsWith('@batchmates/') ? '*' : range,
    ]),
  );
}

function once<Result>(work: (key: string) => Promise<Result>): (key: string) => Promise<Result> {
  const known = new Map<string, Promise<Result>>();
  return (key) => {
    const result = known.get(key) ?? work(key);
    known.set(key, result);
    return result;
  };
}
