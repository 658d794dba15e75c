import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** @typedef {import('@batchmates/cli').GraphPipeline} GraphPipeline */
/** @typedef {import('@batchmates/cli').BrokenPipeline} BrokenPipeline */
/** @typedef {import('@batchmates/cli').PlannedPipeline} PlannedPipeline */
/** @typedef {{ key: string | null, modules: string, pipelines: PlannedPipeline[] }} Remembered the last good plan of each file */

/**
 * Every pipeline of the workspace as the command line plans it. Planning loads all stages (about a second), so the
 * result is remembered with a digest of everything it was made from, and planned anew in a fresh process when that
 * differs: a long-lived Nx daemon would otherwise go on with the stages it loaded first. A pipeline with mistakes comes
 * with the projects that stand in for it: those of its folder's name and its own, and those it had before.
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
  const lastGood = pipelines
    .map((pipeline) =>
      'instances' in pipeline ? pipeline : remembered?.pipelines.find((each) => each.file === pipeline.file),
    )
    .filter((pipeline) => pipeline !== undefined);
  // The mistake may lie in a module that is yet to be written, so a graph with mistakes is planned anew each time.
  const whole = pipelines.every((pipeline) => 'instances' in pipeline);
  remember(file, {
    key: whole ? key : null,
    modules: digestFiles(root, modulesOf(lastGood)),
    pipelines: lastGood,
  });
  return withFormerProjects(pipelines, lastGood);
}

/**
 * Adds to each broken pipeline the projects of its last good plan. A name that a pipeline without mistakes has stays with
 * it, and no two broken ones share one: Nx would refuse to run anything.
 * @param {readonly GraphPipeline[]} pipelines
 * @param {readonly PlannedPipeline[]} lastGood
 */
function withFormerProjects(pipelines, lastGood) {
  const taken = new Set(
    pipelines.flatMap((pipeline) => ('instances' in pipeline ? projectNames(pipeline) : [])),
  );
  /** @param {readonly string[]} names */
  const claim = (names) => names.filter((name) => !taken.has(name) && taken.add(name));
  const current = pipelines.map((pipeline) =>
    'instances' in pipeline ? pipeline : { ...pipeline, projects: claim(pipeline.projects) },
  );
  return current.map((pipeline) => {
    if ('instances' in pipeline) return pipeline;
    const former = lastGood.filter(({ file }) => file === pipeline.file).flatMap(projectNames);
    return { ...pipeline, projects: [...pipeline.projects, ...claim(former)] };
  });
}

/** @param {PlannedPipeline} pipeline */
function projectNames({ name, instances }) {
  return [name, ...instances.map((instance) => `${name}.${instance.name}`)];
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
