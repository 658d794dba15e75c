import { existsSync, realpathSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { installedFolder } from './installed-folder.ts';
import { ownFolder, runsFromSource } from './own-package.ts';

/** A package of this workspace, as far as caching is concerned. */
export interface WorkspacePackage {
  /** `@batchmates/trainer` */
  readonly name: string;
  /** Name of its Nx project, e.g. `trainer`. */
  readonly project: string;
  /** Absolute path of its folder. */
  readonly directory: string;
  /** The folder in it with the code that runs: `src`, or `dist/src` where it is installed. */
  readonly sources: string;
  readonly tags: readonly string[];
  /** Names of everything its `package.json` depends on, optional ones included, and of an engine those that people install beside it. */
  readonly dependencies: readonly string[];
}

/** The folder in which commands run (`findWorkspace`), and the packages of Batchmates that run there. */
export interface Workspace {
  readonly root: string;
  /** By package name: those of the checkout, or those installed. */
  readonly packages: ReadonlyMap<string, WorkspacePackage>;
}

const packageSchema = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  /** Dependencies of a package that travels in the tarball of another, which npm must not see (tools/publish). */
  needs: z.record(z.string(), z.string()).default({}),
  nx: z.object({ name: z.string().optional(), tags: z.array(z.string()).default([]) }).default({ tags: [] }),
});

/** Reads the `package.json` of every package: in a checkout those under `packages/`, else those that are installed with this one. */
export async function readWorkspace(root: string): Promise<Workspace> {
  const packages = runsFromSource ? await packagesUnder(join(root, 'packages')) : await installedPackages();
  return { root, packages: new Map(packages.map((each) => [each.name, each])) };
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

async function packagesUnder(folder: string): Promise<WorkspacePackage[]> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  const packages = await Promise.all(names.map((name) => readPackage(join(folder, name), 'src')));
  return packages.filter((each) => each !== undefined);
}

/** This package and all of the same project that it depends on. Others in a `node_modules` of the user's are no part of it. */
async function installedPackages(): Promise<WorkspacePackage[]> {
  const found = new Map<string, WorkspacePackage>();
  const visit = async (directory: string): Promise<void> => {
    const each = await readPackage(directory, 'dist/src');
    if (each === undefined || found.has(each.name)) return;
    found.set(each.name, each);
    const ours = each.dependencies.filter((name) => name.startsWith('@batchmates/'));
    for (const name of ours) {
      const folder = installedFolder(name, directory);
      if (folder !== undefined) await visit(realpathSync(folder));
    }
  };
  await visit(ownFolder);
  return [...found.values()];
}

async function readPackage(directory: string, sources: string): Promise<WorkspacePackage | undefined> {
  const file = join(directory, 'package.json');
  if (!existsSync(file)) return undefined;
  const { name, dependencies, optionalDependencies, peerDependencies, needs, nx } = packageSchema.parse(
    JSON.parse(await readFile(file, 'utf8')),
  );
  // What an engine computes with, such as `onnxruntime-web`. Those of other packages are for tests: `fast-check` and `vitest`.
  const beside = nx.tags.includes('layer:engine') ? peerDependencies : {};
  return {
    name,
    project: nx.name ?? name,
    directory,
    sources,
    tags: nx.tags,
    dependencies: Object.keys({ ...dependencies, ...optionalDependencies, ...beside, ...needs }),
  };
}
