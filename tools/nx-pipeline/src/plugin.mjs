// Plain JavaScript, so that Nx loads it on any Node without a TypeScript toolchain; types are checked all the same.
import { pipelineProjects, brokenProjects } from './projects.mjs';
import { readGraph } from './read-graph.mjs';
import { verifyRestored } from './verify-restored.mjs';

/** How Nx calls the plugin in its messages. */
export const name = 'batchmates-pipelines';

/**
 * Turns every `pipeline.yaml` in `pipelines/` and `examples/` into Nx projects: one for each stage instance (`<pipeline>.<instance>`)
 * and one for the pipeline (`<pipeline>`), whose `run` runs them all.
 * @type {import('nx/src/devkit-exports').CreateNodes}
 */
export const createNodes = [
  '{pipelines,examples}/*/pipeline.yaml',
  async (files, _options, { workspaceRoot }) => {
    const pipelines = await readGraph(workspaceRoot);
    return files.map((file) => {
      const pipeline = pipelines.find((each) => each.file === file);
      if (pipeline === undefined) return [file, {}];
      return [
        file,
        { projects: 'mistakes' in pipeline ? brokenProjects(pipeline) : pipelineProjects(pipeline) },
      ];
    });
  },
];

/**
 * After a run: what came from the cache must be what was put there.
 * @type {import('nx/src/devkit-exports').PostTasksExecution}
 */
export const postTasksExecution = (_options, { workspaceRoot, taskResults }) =>
  verifyRestored(workspaceRoot, taskResults);
