import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** @typedef {import('@batchmates/cli').GraphPipeline} GraphPipeline */
/** @typedef {import('@batchmates/cli').BrokenPipeline & { readonly projects: readonly string[] }} BrokenPipeline */
/** @typedef {import('@batchmates/cli').PlannedPipeline} PlannedPipeline */
/** @typedef {{ key: string, modules: string, pipelines: PlannedPipeline[] }} Remembered */

/**
 * Every pipeline of the workspace as the command line plans it. Planning loads all stages (about a second), so the
 * result is remembered with a digest of everything it was made from, and planned anew in a fresh process when that
 * differs: a long-lived Nx daemon would otherwise go on with the stages it loaded first. A pipeline with mistakes comes
 * with the projects it had before, or at least one named after its folder.
 * @param {string} root the workspace
 * @returns {Promise<readonly (PlannedPipeline | BrokenPipeline)[]>}
 */
export async function readGraph(root) {
  const file = join(root, '.nx', 'workspace-data', 'batchmates-graph.json');
  const key = digestFiles(root, [...pipelineFiles(root), ...packageSources(root)]);
  const remembered = recall(file);
  if (remembered?.key === key && remembered.modules === digestFiles(root, modulesOf(remembered.pipelines))) {
    return remembered.pipelines;
  }
  const pipelines = await plan(root);
  const planned = pipelines.filter((pipeline) => 'instances' in pipeline);
  // The mistake may lie in a module that is yet to be written, so a graph with mistakes is planned anew each time.
  if (planned.length === pipelines.length)
    remember(file, { key, modules: digestFiles(root, modulesOf(planned)), pipelines: planned });
  return pipelines.map((pipeline) =>
    'instances' in pipeline
      ? pipeline
      : { ...pipeline, projects: formerProjects(pipeline.file, remembered?.pipelines ?? []) },
  );
}

/** @param {string} file @param {readonly PlannedPipeline[]} former */
function formerProjects(file, former) {
  const pipeline = former.find((each) => each.file === file);
  if (pipeline === undefined) return [basename(dirname(file))];
  return [pipeline.name, ...pipeline.instances.map((instance) => `${pipeline.name}.${instance.name}`)];
}

/** @param {string} root @returns {Promise<GraphPipeline[]>} */
async function plan(root) {
  const command = join(root, 'packages', 'cli', 'bin', 'batchmates.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [command, 'graph'], {
    cwd: root,
    maxBuffer: 1 << 28,
  });
  return /** @type {GraphPipeline[]} */ (JSON.parse(stdout));
}

/** @param {string} root */
function pipelineFiles(root) {
  return ['pipelines', 'examples']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}/pipeline.yaml`));
}

/** Sources of every package: stages declare their params and inputs in them. @param {string} root */
function packageSources(root) {
  return readdirSync(join(root, 'packages')).flatMap((name) => [
    `packages/${name}/package.json`,
    ...filesBelow(root, `packages/${name}/src`),
  ]);
}

/** @param {string} root @param {string} folder @returns {string[]} */
function filesBelow(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(root, `${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

/** Third parties' modules that took part. @param {readonly PlannedPipeline[]} pipelines */
function modulesOf(pipelines) {
  return pipelines.flatMap(({ instances }) => instances.flatMap(({ cacheInputs }) => cacheInputs.files));
}

/** Digest of names and contents; absent files count as absent. @param {string} root @param {readonly string[]} files */
function digestFiles(root, files) {
  const hash = createHash('sha256');
  for (const file of [...new Set(files)].sort()) {
    const path = join(root, file);
    hash
      .update(`${file}\0`)
      .update(existsSync(path) ? readFileSync(path) : 'absent')
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} file @returns {Remembered | undefined} */
function recall(file) {
  try {
    return /** @type {Remembered} */ (JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Never written, or cut short: planned anew either way.
    return undefined;
  }
}

/** @param {string} file @param {Remembered} content */
function remember(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, JSON.stringify(content));
  renameSync(partial, file);
}
