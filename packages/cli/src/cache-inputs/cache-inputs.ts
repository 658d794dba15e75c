import { existsSync } from 'node:fs';
import { extname, isAbsolute, relative, resolve } from 'node:path';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { isModulePath } from '@batchmates/stage';
import { implementingPackage } from '../registry/stages.ts';
import { withDependencies, type Workspace } from '../workspace.ts';
import { moduleGraph } from './module-graph.ts';

/** Everything, besides its params and the artifacts it reads, on which the result of an instance depends. */
export interface CacheInputs {
  /** Workspace packages (Nx project names) whose production sources count. */
  readonly projects: readonly string[];
  /** Names of installed packages whose versions count. */
  readonly externals: readonly string[];
  /** Files whose contents count, relative to the workspace, with `/`: third parties' modules and what they import. */
  readonly files: readonly string[];
  /** Absolute paths of data that count by names, sizes and modification times. */
  readonly sources: readonly string[];
  /** Environment variables whose values count. */
  readonly environment: readonly string[];
}

/** Says on what an instance depends. Nx hashes exactly this, and `batchmates why` compares it. */
export async function declareCacheInputs(
  plan: Plan,
  instance: PlannedInstance,
  workspace: Workspace,
): Promise<CacheInputs> {
  const modules = await Promise.all(
    modulePaths(plan, instance).map((file) => moduleGraph(file, workspace.root)),
  );
  const { stage, uses } = instance;
  const implementing = implementingPackage(uses) ?? (isModulePath(uses) ? undefined : uses);
  const named = [
    ...(implementing === undefined ? [] : [implementing]),
    ...modules.flatMap(({ packages }) => packages),
    // `auto` may choose any of them, and each computes a little differently.
    ...(stage.usesEngine === true ? enginePackages(workspace) : []),
  ];
  const packages = withDependencies(workspace, named);
  const externals = [...named, ...packages.flatMap(({ dependencies }) => dependencies)].filter(
    (name) => !workspace.packages.has(name),
  );
  return {
    projects: sortedUnique(packages.map(({ project }) => project)),
    externals: sortedUnique(externals),
    files: sortedUnique(
      modules.flatMap(({ files }) => files.map((file) => workspacePath(file, workspace.root))),
    ),
    sources: sortedUnique([
      ...(stage.sources?.(instance.params, { pipelineDirectory: plan.directory }) ?? []),
      ...dataPaths(plan, instance),
    ]),
    environment: sortedUnique([
      ...(stage.environment ?? []),
      ...(stage.usesEngine === true ? ENGINE_ENVIRONMENT : []),
    ]),
  };
}

// BATCHMATES_ENGINE is what `engine: auto` stands for. BATCHMATES_ONEDNN is left out: it says where the library is
// found, not what is computed.
const ENGINE_ENVIRONMENT = ['BATCHMATES_ENGINE'];

const MODULE = new Set(['.ts', '.mts', '.js', '.mjs']);

function enginePackages(workspace: Workspace): string[] {
  return [...workspace.packages.values()]
    .filter(({ tags }) => tags.includes('layer:engine'))
    .map(({ name }) => name);
}

/** Modules beside the pipeline file that an instance names: in `uses`, and in params such as `batching: ./mine.ts`. */
function modulePaths(plan: Plan, { uses, params }: PlannedInstance): string[] {
  return [uses, ...strings(params)]
    .filter(isModulePath)
    .map((path) => resolve(plan.directory, path))
    .filter((path) => MODULE.has(extname(path)) && existsSync(path));
}

/** Other files and folders beside the pipeline file that params name, such as `path: ./images`. */
function dataPaths(plan: Plan, { params }: PlannedInstance): string[] {
  return strings(params)
    .filter((text) => isModulePath(text) && !isAbsolute(text))
    .map((path) => resolve(plan.directory, path))
    .filter((path) => !MODULE.has(extname(path)));
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(strings) : [];
}

function workspacePath(file: string, root: string): string {
  return relative(root, file).replaceAll('\\', '/');
}

function sortedUnique(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
