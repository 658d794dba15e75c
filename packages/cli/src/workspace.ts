import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A package of this workspace, as far as caching is concerned. */
export interface WorkspacePackage {
  /** `@batchmates/trainer` */
  readonly name: string;
  /** Name of its Nx project, e.g. `trainer`. */
  readonly project: string;
  /** Absolute path of its folder. */
  readonly directory: string;
  readonly tags: readonly string[];
  /** Names of everything its `package.json` depends on, optional ones included. */
  readonly dependencies: readonly string[];
}

/** The checkout in which commands run: the nearest folder upwards with an `nx.json`. */
export interface Workspace {
  readonly root: string;
  /** By package name. */
  readonly packages: ReadonlyMap<string, WorkspacePackage>;
}

const packageSchema = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  nx: z.object({ name: z.string().optional(), tags: z.array(z.string()).default([]) }).default({ tags: [] }),
});

/** The nearest folder at or above `directory` with an `nx.json`; `directory` itself when there is none. */
export function findRoot(directory: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (dirname(folder) === folder) return directory;
  }
}

/** Reads the `package.json` of every package under `packages/`. */
export async function readWorkspace(root: string): Promise<Workspace> {
  const folder = join(root, 'packages');
  const names = existsSync(folder) ? await readdir(folder) : [];
  const packages = await Promise.all(names.map((name) => readPackage(join(folder, name))));
  return {
    root,
    packages: new Map(packages.filter((each) => each !== undefined).map((each) => [each.name, each])),
  };
}

/** The named packages and every workspace package they depend on, sorted by name; unknown names are ignored. */
export function withDependencies(workspace: Workspace, names: readonly string[]): WorkspacePackage[] {
  const found = new Map<string, WorkspacePackage>();
  const visit = (name: string): void => {
    const each = workspace.packages.get(name);
    if (each === undefined || found.has(name)) return;
    found.set(name, each);
    each.dependencies.forEach(visit);
  };
  names.forEach(visit);
  return [...found.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

async function readPackage(directory: string): Promise<WorkspacePackage | undefined> {
  const file = join(directory, 'package.json');
  if (!existsSync(file)) return undefined;
  const { name, dependencies, optionalDependencies, nx } = packageSchema.parse(
    JSON.parse(await readFile(file, 'utf8')),
  );
  return {
    name,
    project: nx.name ?? name,
    directory,
    tags: nx.tags,
    dependencies: Object.keys({ ...dependencies, ...optionalDependencies }),
  };
}
