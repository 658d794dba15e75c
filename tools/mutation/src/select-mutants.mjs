import { createHash } from 'node:crypto';
import { mutantKey } from './describe-mutant.mjs';

/** @typedef {import('./describe-mutant.mjs').DescribedMutant} DescribedMutant */

/**
 * A mutant that no test can notice, because the program does the same with it; and why.
 * @typedef {Pick<DescribedMutant, 'file' | 'code' | 'original' | 'replacement'> & { reason: string }} EquivalentMutant
 */

/** @typedef {'run' | 'equivalent' | 'left out'} Choice */

/**
 * Chooses `sample` of the mutants that are not equivalent (all of them where there are fewer), by `seed`. The order in which mutants
 * are drawn depends on each alone, so that a change of one line leaves nearly the same sample. Returns a choice for each.
 * @param {readonly DescribedMutant[]} mutants
 * @param {{ sample: number, seed: string, equivalent: readonly EquivalentMutant[] }} options
 * @returns {Choice[]}
 */
export function selectMutants(mutants, { sample, seed, equivalent }) {
  const named = new Set(equivalent.map(mutantKey));
  /** @type {Map<string, number>} */
  const seen = new Map();
  const ranked = mutants
    .map((mutant, at) => {
      const key = mutantKey(mutant);
      // Equal changes of equal lines are told apart by their order.
      const twin = seen.get(key) ?? 0;
      seen.set(key, twin + 1);
      return { at, equivalent: named.has(key), rank: digest(`${seed} ${twin} ${key}`) };
    })
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const run = new Set(
    ranked
      .filter((each) => !each.equivalent)
      .slice(0, sample)
      .map(({ at }) => at),
  );
  return mutants.map((mutant, at) => {
    if (named.has(mutantKey(mutant))) return 'equivalent';
    return run.has(at) ? 'run' : 'left out';
  });
}

/** @param {string} text */
function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}
