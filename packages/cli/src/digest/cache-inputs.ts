import { existsSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { Plan, PlannedInstance } from '@batchmates/pipeline';
import { hasModuleEnding, isModulePath, type Registry } from '@batchmates/stage';
import { homeOf } from '../all-instances.ts';
import { AUTO, ENGINE_VARIABLE, engineMeant } from '../registry/engine-choice.ts';
import { implementingPackage } from '../registry/stages.ts';
import { withDependencies, type Workspace } from '../workspace.ts';
import type { DigestContext } from './digest-context.ts';
import { packageOf, type ImportedPackage, type ModuleGraph } from './module-graph.ts';

/** Everything, besides its params and the artifacts it reads, on which the result of an instance depends. */
export interface CacheInputs {
  /** Workspace packages (Nx project names) whose production sources count. */
  readonly projects: readonly string[];
  /** Installed packages whose versions count, and from where they are imported. */
  readonly externals: readonly ImportedPackage[];
  /** The engine whose native library counts, `auto` for any, undefined for none. */
  readonly engine: string | undefined;
  /** Third parties' modules that it names. */
  readonly modules: readonly ModuleGraph[];
  /** Absolute paths of data whose contents count, in the stage's own order. */
  readonly sources: readonly string[];
  /** Environment variables whose values count. */
  readonly environment: readonly string[];
  /** Folders of the artifacts read, as seen from its own, by input, where these count. */
  readonly links: Readonly<Record<string, readonly string[]>>;
}

/** Says on what an instance depends. */
export async function declareCacheInputs(
  plan: Plan,
  instance: PlannedInstance,
  { workspace, registries, modules: graphOf }: DigestContext,
): Promise<CacheInputs> {
  const { pipeline } = homeOf(plan, instance.name);
  const modules = await Promise.all(modulePaths(pipeline, instance).map(graphOf));
  const { stage, uses } = instance;
  const implementing = implementingPackage(uses) ?? (isModulePath(uses) ? undefined : uses);
  const imported = [
    ...(implementing === undefined ? [] : [implementing]),
    ...(await chosenPackages(instance, registries)),
  ].map((name): ImportedPackage => ({ name: packageOf(name), from: workspace.root }));
  const named = [...imported, ...modules.flatMap(({ packages }) => packages)];
  const packages = withDependencies(workspace, [
    ...named.map(({ name }) => name),
    // `auto` may choose any of them, and each computes a little differently.
    ...(stage.usesEngine === true ? enginePackages(workspace) : []),
  ]);
  const libraries = packages.flatMap(({ dependencies, directory }) =>
    dependencies.map((name): ImportedPackage => ({ name, from: directory })),
  );
  return {
    projects: packages.map(({ project }) => project).toSorted(),
    externals: [...named, ...libraries].filter(({ name }) => !workspace.packages.has(name)),
    engine: chosenEngine(instance),
    modules,
    // A stage that says what it reads knows better than the look of its params.
    sources:
      stage.sources?.(instance.params, { pipelineDirectory: pipeline.directory }) ??
      dataPaths(pipeline, instance),
    environment: [...new Set([...(stage.environment ?? []), ...engineEnvironment(instance)])].toSorted(),
    links: stage.linksInputs === true ? linkedFolders(plan, instance) : {},
  };
}

function linkedFolders(plan: Plan, { name: own, inputs }: PlannedInstance): CacheInputs['links'] {
  const { pipeline: home } = homeOf(plan, own);
  const folderOf = (name: string): string => {
    const { pipeline, instance } = homeOf(plan, name);
    return pipeline.name === home.name ? `../${instance}` : `../../${pipeline.name}/${instance}`;
  };
  return Object.fromEntries(Object.entries(inputs).map(([input, names]) => [input, names.map(folderOf)]));
}

// BATCHMATES_ENGINE is what `engine: auto` stands for. BATCHMATES_ONEDNN is left out: it says where the library is
// found; what counts is the version found there.
function engineEnvironment(instance: PlannedInstance): string[] {
  return namedEngine(instance) === AUTO ? [ENGINE_VARIABLE] : [];
}

/** What the params of an instance name; undefined when its stage uses no engine. */
function namedEngine({ stage, params }: PlannedInstance): unknown {
  return stage.usesEngine === true ? (params['engine'] ?? AUTO) : undefined;
}

function chosenEngine(instance: PlannedInstance): string | undefined {
  const named = namedEngine(instance);
  return typeof named === 'string' ? engineMeant(named) : undefined;
}

function enginePackages(workspace: Workspace): string[] {
  return [...workspace.packages.values()]
    .filter(({ tags }) => tags.includes('layer:engine'))
    .map(({ name }) => name);
}

/** Installed packages that choices name, such as `batching: my-strategies`. */
async function chosenPackages(
  { stage, params }: PlannedInstance,
  registries: Readonly<Record<string, Registry<unknown>>>,
): Promise<string[]> {
  const chosen = Object.entries(stage.choices ?? {}).map(async ([param, service]) => {
    const builtIn = await registries[service]?.names();
    return [params[param]]
      .flat()
      .map((choice) => (choice as { readonly kind?: string } | undefined)?.kind)
      .filter((kind) => kind !== undefined && !isModulePath(kind) && builtIn?.includes(kind) !== true);
  });
  return (await Promise.all(chosen)).flat().filter((kind) => kind !== undefined);
}

/** Modules that an instance names by a path: in `uses`, and in params such as `batching: ./mine.ts`. */
function modulePaths({ directory }: Pick<Plan, 'directory'>, { uses, params }: PlannedInstance): string[] {
  return [uses, ...strings(params)]
    .filter(isModulePath)
    .map((name) => resolve(directory, name))
    .filter((file) => hasModuleEnding(file) && existsSync(file));
}

/** Files and folders beside the pipeline file that params name, such as `path: ./images`. */
function dataPaths({ directory }: Pick<Plan, 'directory'>, { params }: PlannedInstance): string[] {
  return strings(params)
    .filter((text) => isModulePath(text) && !isAbsolute(text))
    .map((path) => resolve(directory, path))
    .filter((path) => !hasModuleEnding(path));
}

/** All texts in a value, in an order that does not depend on that of its keys. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, member]) => strings(member));
}
