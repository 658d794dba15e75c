import { dirname } from 'node:path/posix';
import { cacheInputs } from './cache-inputs.mjs';

/** @typedef {import('@batchmates/cli').GraphPipeline} GraphPipeline */
/** @typedef {import('@batchmates/cli').GraphInstance} GraphInstance */
/** @typedef {import('@batchmates/cli').PlannedPipeline} PlannedPipeline */
/** @typedef {import('nx/src/devkit-exports').ProjectConfiguration} ProjectConfiguration */

const COMMAND = 'node packages/cli/bin/batchmates.mjs';

/**
 * The Nx projects of one pipeline, by root folder: one for the whole and one for every instance. Instances are projects
 * of their own because Nx hashes all targets of a project into each of its tasks: with a single project, editing the
 * evaluator's params would retrain.
 * @param {PlannedPipeline} pipeline
 * @returns {Record<string, ProjectConfiguration>}
 */
export function pipelineProjects(pipeline) {
  const folder = dirname(pipeline.file);
  return {
    [folder]: wholeProject(pipeline),
    ...Object.fromEntries(
      pipeline.instances.map((instance) => [
        `${folder}/${instance.name}`,
        instanceProject(pipeline, instance),
      ]),
    ),
  };
}

/**
 * The projects of a pipeline whose file has mistakes: running any of them shows these and fails. Throwing instead would
 * stop every other pipeline as well.
 * @param {{ readonly file: string, readonly projects: readonly string[] }} broken the projects are those to stand in for
 * @returns {Record<string, ProjectConfiguration>}
 */
export function brokenProjects({ file, projects }) {
  const folder = dirname(file);
  return Object.fromEntries(
    projects.map((name, index) => {
      const root = index === 0 ? folder : `${folder}/${name}`;
      return [
        root,
        {
          root,
          name,
          targets: {
            run: {
              executor: 'nx:run-commands',
              options: { command: `${COMMAND} plan ${file}`, cwd: '{workspaceRoot}' },
              inputs: [`{workspaceRoot}/${file}`],
              cache: false,
            },
          },
        },
      ];
    }),
  );
}

/** @param {PlannedPipeline} pipeline @returns {ProjectConfiguration} */
function wholeProject({ file, name, description, instances }) {
  const projects = instances.map((instance) => `${name}.${instance.name}`);
  return {
    root: dirname(file),
    name,
    tags: ['type:pipeline'],
    metadata: { description },
    implicitDependencies: projects,
    targets: {
      run: {
        executor: 'nx:noop',
        dependsOn: projects.length === 0 ? [] : [{ projects, target: 'run' }],
        cache: false,
        // By default Nx hashes the files of all projects it depends on, and instances have none.
        inputs: [{ dependentTasksOutputFiles: '**/artifact.json' }],
        metadata: { description: `Runs every stage of ${name} that is not in the cache.` },
      },
    },
  };
}

/** @param {PlannedPipeline} pipeline @param {GraphInstance} instance @returns {ProjectConfiguration} */
function instanceProject({ file, name }, instance) {
  const needs = instance.needs.map((each) => `${name}.${each}`);
  return {
    // This folder need not exist: it only gives the project a place of its own.
    root: `${dirname(file)}/${instance.name}`,
    name: `${name}.${instance.name}`,
    tags: ['type:stage'],
    metadata: { description: instance.summary },
    // What `npx nx graph` draws.
    implicitDependencies: needs,
    targets: {
      run: {
        executor: 'nx:run-commands',
        options: {
          // The digest is of the resolved params and connections: Nx hashes the options, so params are a cache input, and
          // the command refuses to run something else than what was hashed.
          command: `${COMMAND} run ${file} ${instance.name} --expect ${instance.digest}`,
          cwd: '{workspaceRoot}',
        },
        dependsOn: needs.length === 0 ? [] : [{ projects: needs, target: 'run' }],
        cache: true,
        inputs: cacheInputs(instance.cacheInputs),
        outputs: [`{workspaceRoot}/artifacts/${name}/${instance.name}`],
        // A stage takes all cores unless it says `threads: 1`: two at a time would only slow each other down.
        parallelism: instance.parallel,
        metadata: { description: instance.summary },
      },
    },
  };
}
