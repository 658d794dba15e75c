import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { COMMAND } from './command.mjs';

/** @typedef {import('batchmates').GraphPipeline} GraphPipeline */
/** @typedef {import('batchmates').BrokenPipeline} BrokenPipeline */
/** @typedef {import('batchmates').PlannedPipeline} PlannedPipeline */

/**
 * Every pipeline of the workspace as the command line plans it, in a fresh process: stages that this one has loaded would be
 * those of before an edit. Planned anew each time (under a second), because data and the environment count as much as files.
 * A pipeline with mistakes comes with the projects that stand in for it: those of its folder's name and its own, and those
 * that it had before.
 * @param {string} root the workspace
 * @returns {Promise<readonly (PlannedPipeline | BrokenPipeline)[]>}
 */
export async function readGraph(root) {
  const file = join(root, '.nx', 'workspace-data', 'batchmates-graph.json');
  const before = recall(file);
  const pipelines = await plan(root);
  const lastGood = pipelines
    .map((pipeline) =>
      'instances' in pipeline ? pipeline : before.find((each) => each.file === pipeline.file),
    )
    .filter((pipeline) => pipeline !== undefined);
  remember(file, lastGood);
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
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, 'graph'], {
    cwd: root,
    maxBuffer: 1 << 28,
  });
  return /** @type {GraphPipeline[]} */ (JSON.parse(stdout));
}

/** @param {string} file @returns {PlannedPipeline[]} */
function recall(file) {
  try {
    return /** @type {PlannedPipeline[]} */ (JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Never written, or cut short.
    return [];
  }
}

/** @param {string} file @param {readonly PlannedPipeline[]} content */
function remember(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, JSON.stringify(content));
  renameSync(partial, file);
}
