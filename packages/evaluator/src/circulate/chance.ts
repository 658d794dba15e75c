/** Answers of one probe in one confident batch, by the slots that it stood in. */
export interface ProbeAnswers {
  /** Slots, no two alike. */
  readonly slots: readonly number[];
  /** What was answered in each. */
  readonly answers: readonly number[];
}

/** What the same answers would give if they had nothing to do with the slots. */
export interface Chance {
  /** Share of answers that would name their slot's class, 0-1. */
  readonly rate: number;
  /** Probability that at least as many answers as did would name it, 1e-9 (or less) to 1. */
  readonly pValue: number;
}

/**
 * The chance level of answering the missing class: the answers of each probe in each batch are kept, and its slots permuted among them, all
 * orders being equally probable. `rate` is the exact mean, `pValue` the exact one-sided permutation test, not
 * below the 1e-9 to which it is summed. Because answers stay together it holds however much the answers of one probe depend on one another.
 */
export function chanceOf(groups: readonly ProbeAnswers[]): Chance {
  let total: Distribution = { from: 0, probabilities: [1] };
  let [placements, mean, observed] = [0, 0, 0];
  for (const { slots, answers } of groups) {
    const frequencies = slots.map((slot) => answers.filter((answer) => answer === slot).length);
    placements += slots.length;
    mean += frequencies.reduce((sum, count) => sum + count, 0) / slots.length;
    observed += answers.filter((answer, place) => answer === slots[place]).length;
    total = sumOf(total, hitsOf(frequencies));
  }
  const atLeast = total.probabilities.filter((_, place) => total.from + place >= observed);
  return {
    rate: placements === 0 ? 0 : mean / placements,
    pValue:
      observed === 0
        ? 1
        : Math.min(
            1,
            Math.max(
              LEAST,
              atLeast.reduce((sum, probability) => sum + probability, 0),
            ),
          ),
  };
}

/** The smallest p-value told. */
const LEAST = 1e-9;

/** Tails below this are left out: thousands of probes together lose less than `LEAST`. */
const NEGLIGIBLE = 1e-15;

/** Probabilities of the whole numbers from `from` on. */
interface Distribution {
  readonly from: number;
  readonly probabilities: readonly number[];
}

/**
 * Probabilities of 0, 1, ... answers that meet their slot, for `m` answers in random order, `frequencies[s]` of which name slot
 * `s` of as many slots. `E[C(X, j)] = e_j(frequencies) (m - j)! / m!`, with the elementary symmetric polynomial `e_j`, as
 * `j` slots can be met in so many ways; from these moments the probabilities follow by inclusion and exclusion.
 */
function hitsOf(frequencies: readonly number[]): readonly number[] {
  const m = frequencies.length;
  // Coefficients of the product of (1 + frequency x).
  let moments = [1];
  for (const frequency of frequencies.filter((count) => count > 0)) {
    moments = [...moments, 0].map((value, j) => value + frequency * (moments[j - 1] ?? 0));
  }
  let orders = 1;
  moments = moments.map((value, j) => {
    if (j > 0) orders *= m - j + 1;
    return value / orders;
  });
  const probabilities = moments.map((_, x) => {
    let [sum, choose] = [0, 1];
    for (let j = x; j < moments.length; j++) {
      sum += ((j - x) % 2 === 0 ? 1 : -1) * choose * moments[j]!;
      choose = (choose * (j + 1)) / (j + 1 - x);
    }
    return Math.max(0, sum);
  });
  return probabilities.slice(0, probabilities.findLastIndex((value) => value > NEGLIGIBLE) + 1);
}

/** The distribution of a sum of two independent numbers. */
function sumOf({ from, probabilities }: Distribution, other: readonly number[]): Distribution {
  const sum = new Array<number>(probabilities.length + other.length - 1).fill(0);
  probabilities.forEach((one, a) => other.forEach((two, b) => (sum[a + b]! += one * two)));
  const first = sum.findIndex((probability) => probability > NEGLIGIBLE);
  const last = sum.findLastIndex((probability) => probability > NEGLIGIBLE);
  return { from: from + first, probabilities: sum.slice(first, last + 1) };
}
