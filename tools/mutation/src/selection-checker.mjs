// A plugin of Stryker, loaded by plain Node in a process of its own. Stryker has neither samples nor a list of equivalent mutants;
// but what a checker refuses is not run.
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describeMutant } from './describe-mutant.mjs';
import { selectMutants } from './select-mutants.mjs';

/**
 * What the driver tells Stryker's processes, as JSON in the environment variable BATCHMATES_MUTATION: the vitest project, whether each
 * mutant meets every test (else those that reach it), globs of the test files (null: all), the workspace that is mutated, a folder
 * with the project's files as they were, and what to select.
 * @typedef {{
 *   project: string, everyTest: boolean, tests: readonly string[] | null, workspace: string, originals: string,
 *   sample: number | null, seed: string,
 *   equivalent: readonly import('./select-mutants.mjs').EquivalentMutant[],
 * }} MutationSettings
 */

/** @typedef {import('./describe-mutant.mjs').Mutant & { id: string, fileName: string }} ListedMutant */

/** Refuses the mutants that are not selected; the reason says why. */
class SelectionChecker {
  /** @type {Map<string, string>} */
  #refused = new Map();

  async init() {}

  /**
   * Is called once, with all mutants of the run.
   * @param {readonly ListedMutant[]} mutants
   */
  async group(mutants) {
    const { workspace, originals, sample, seed, equivalent } = settings();
    const described = mutants.map((mutant) => {
      const file = relative(workspace, mutant.fileName).split(sep).join('/');
      return describeMutant(file, readFileSync(join(originals, file), 'utf8'), mutant);
    });
    const choices = selectMutants(described, { sample: sample ?? Infinity, seed, equivalent });
    mutants.forEach(({ id }, at) => {
      const choice = choices[at];
      if (choice !== undefined && choice !== 'run') this.#refused.set(id, choice);
    });
    return [mutants.map(({ id }) => id)];
  }

  /** @param {readonly ListedMutant[]} mutants */
  async check(mutants) {
    return Object.fromEntries(
      mutants.map(({ id }) => {
        const reason = this.#refused.get(id);
        return [id, reason === undefined ? { status: 'passed' } : { status: 'compileError', reason }];
      }),
    );
  }
}

export const strykerPlugins = [{ kind: 'Checker', name: 'selection', factory: () => new SelectionChecker() }];

/** @returns {MutationSettings} */
function settings() {
  return JSON.parse(process.env['BATCHMATES_MUTATION'] ?? '');
}
