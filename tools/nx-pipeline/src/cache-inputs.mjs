/** @typedef {import('@batchmates/cli').CacheInputs} CacheInputs */
/** @typedef {NonNullable<import('nx/src/devkit-exports').TargetConfiguration['inputs']>} Inputs */

const FINGERPRINT = 'node packages/cli/src/cache-inputs/fingerprint.mjs';

/**
 * What Nx hashes for a stage instance. (Its params are hashed as part of the target's command.) Left out on purpose:
 *
 * - the pipeline file: a comment, or another stage's params, must not rerun this one;
 * - packages/cli and tools/: they plan and call stages, and what they decide reaches a stage as params only;
 * - tests: `production` has `src` and `package.json` only;
 * - the shards and tensors of upstream artifacts: their `artifact.json` holds the sha256 of every file;
 * - upstream `run.json`: timings and hosts differ from run to run and must not ripple;
 * - the number of cores, the host, the Node version: they change how fast an artifact comes, not what it is for; the
 *   run record says what they were.
 * @param {CacheInputs} inputs
 * @returns {Inputs}
 */
export function cacheInputs({ projects, externals, files, sources, environment }) {
  return [
    // The package that implements the stage, all workspace packages it depends on, and the engines if it uses one.
    ...(projects.length === 0 ? [] : [{ input: 'production', projects: [...projects] }]),
    // Versions of the libraries these packages use. Naming them keeps Nx from taking the whole lock file as an input,
    // which would retrain when, say, the linter is updated.
    { externalDependencies: [...externals] },
    // Third parties' modules (a stage, a strategy) and what they import.
    ...files.map((file) => `{workspaceRoot}/${file}`),
    // Data outside the workspace or ignored by git, which Nx does not see: names, sizes and modification times.
    ...sources.map((path) => ({ runtime: `${FINGERPRINT} ${quote(path)}` })),
    ...environment.map((variable) => ({ env: variable })),
    // Only the manifests of the artifacts it reads: equal content upstream ends the ripple here.
    { dependentTasksOutputFiles: '**/artifact.json' },
  ];
}

/** @param {string} path */
function quote(path) {
  return `"${path.replaceAll(/["$`\\]/g, '\\$&')}"`;
}
