/** @typedef {import('batchmates').GraphPipeline} GraphPipeline */
/** @typedef {import('batchmates').GraphInstance} GraphInstance */
/** @typedef {import('batchmates').PlannedPipeline} PlannedPipeline */
/** @typedef {import('nx/src/devkit-exports').ProjectConfiguration} ProjectConfiguration */

const EXECUTORS = '@batchmates/nx';

/**
 * The Nx projects of one pipeline, by root folder: one for the whole and one for every instance. Instances are projects
 * of their own because Nx hashes all targets of a project into each of its tasks: with a single project, editing the
 * evaluator's params would retrain. A project's root, which Nx hashes, is where its artifacts go: it does not change when the
 * pipeline's folder is renamed.
 * @param {PlannedPipeline} pipeline
 * @param {{ readonly folder: string, readonly cached: boolean }} place where artifacts go, and whether Nx keeps them in its cache
 * @returns {Record<string, ProjectConfiguration>}
 */
export function pipelineProjects(pipeline, { folder, cached }) {
  const projects = [
    wholeProject(pipeline, folder),
    ...pipeline.instances.map((instance) => instanceProject(pipeline, instance, cached)),
  ];
  return Object.fromEntries(projects.map((project) => [project.root, project]));
}

/**
 * The projects of a pipeline whose file has mistakes: running any of them shows these and fails. Throwing instead would
 * stop every other pipeline as well.
 * @param {{ readonly file: string, readonly projects: readonly string[] }} broken the projects are those to stand in for
 * @param {number} index of the file: folders may have names that are none of Nx's roots
 * @returns {Record<string, ProjectConfiguration>}
 */
export function brokenProjects({ file, projects }, index) {
  return Object.fromEntries(
    projects.map((name, each) => {
      const root = `artifacts/.mistakes/${index}-${each}`;
      const targets = {
        run: { executor: `${EXECUTORS}:mistakes`, options: {}, inputs: NOTHING, cache: false },
      };
      return [root, { root, name, metadata: noted({ file, instance: '' }), targets }];
    }),
  );
}

// Nx's default inputs are the files of the project, which has none; and without a list of external packages, all count.
const NOTHING = [{ externalDependencies: [] }];

/** @param {PlannedPipeline} pipeline @param {string} folder of all artifacts @returns {ProjectConfiguration} */
function wholeProject({ name, description, instances }, folder) {
  const projects = instances.map((instance) => `${name}.${instance.name}`);
  const folders = instances
    .filter(({ output }) => output === 'report')
    .map((instance) => `${folder}/${name}/${instance.name}`);
  return {
    root: `artifacts/${name}`,
    name,
    tags: ['type:pipeline'],
    metadata: { description },
    implicitDependencies: projects,
    targets: {
      run: {
        // Never from the cache, so that it is the last thing to run and to be read.
        ...(folders.length === 0
          ? { executor: 'nx:noop' }
          : { executor: `${EXECUTORS}:reports`, options: { folders } }),
        dependsOn: projects.length === 0 ? [] : [{ projects, target: 'run' }],
        cache: false,
        inputs: [...NOTHING, { dependentTasksOutputFiles: '**/artifact.json' }],
        metadata: { description: `Runs every stage of ${name} that is not in the cache.` },
      },
    },
  };
}

/**
 * What Nx hashes of a stage instance: the digest of all that its result depends on, which batchmates makes; what its inputs
 * are connected to; and the artifact.json of the artifacts it reads, in which the sha256 of every file stands. Equal content
 * upstream ends the ripple here. No names of people's files reach Nx's patterns or a shell.
 * @param {PlannedPipeline} pipeline
 * @param {GraphInstance} instance
 * @param {boolean} cached
 * @returns {ProjectConfiguration}
 */
function instanceProject({ file, name, instances }, instance, cached) {
  const own = new Set(instances.map((each) => each.name));
  // Those of another pipeline begin with its name.
  const needs = [...new Set(Object.values(instance.inputs).flat())].map((each) =>
    own.has(each) ? `${name}.${each}` : each,
  );
  const root = `artifacts/${name}/${instance.name}`;
  return {
    // This folder need not exist yet: it only gives the project a place of its own.
    root,
    name: `${name}.${instance.name}`,
    tags: ['type:stage'],
    metadata: noted({ file, instance: instance.name }, instance.summary),
    // What `npx nx graph` draws.
    implicitDependencies: needs,
    targets: {
      run: {
        executor: `${EXECUTORS}:stage`,
        options: {
          digest: instance.digest,
          inputs: instance.inputs,
          // What a forced run made is not what Nx cached before under the same digest.
          ...(instance.forced !== undefined && { forced: instance.forced }),
        },
        dependsOn: needs.length === 0 ? [] : [{ projects: needs, target: 'run' }],
        cache: cached,
        inputs: [...NOTHING, { dependentTasksOutputFiles: '**/artifact.json' }],
        outputs: [`{workspaceRoot}/${root}`],
        // A stage takes all cores unless it says `threads: 1`: two at a time would only slow each other down.
        parallelism: instance.parallel,
        metadata: { description: instance.summary },
      },
    },
  };
}

/**
 * Metadata for the executors; Nx does not hash it.
 * @param {{ readonly file: string, readonly instance: string }} batchmates
 * @param {string} [description]
 * @returns {NonNullable<ProjectConfiguration['metadata']>}
 */
function noted(batchmates, description) {
  return /** @type {NonNullable<ProjectConfiguration['metadata']>} */ ({
    ...(description && { description }),
    batchmates,
  });
}
