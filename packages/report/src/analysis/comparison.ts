import type { Arm, Subject } from './arm.ts';
import { keyOf } from './key-of.ts';
import { measuredCells, type Cells, type MeasuredCell } from './measured-cells.ts';
import {
  isOwnExperiment,
  isOwnTest,
  nearestExperiment,
  published,
  publishedCells,
  type PublishedCell,
  type PublishedExperiment,
  type PublishedName,
} from './paper.ts';
import { reductionsOf, type Counterparts, type Reduction } from './reductions.ts';
import { tellingSettings, tellSettings } from './settings.ts';
import { isBalancedTest, isStandardTest, type Testing } from './testing.ts';

/** One subject of a report beside the experiment of the paper that is nearest to it. */
export interface Comparison extends Counterparts {
  readonly subject: Subject;
  /** Unique in the report, e.g. `cifar-resnet-44, bf16`; empty for the only comparison. */
  readonly label: string;
  /** The paper's nearest experiment, its own or not. */
  readonly paper: PublishedExperiment | undefined;
  readonly reductions: readonly Reduction[];
}

/** The table's parts that comparisons are made from. */
export interface ComparisonOptions extends Cells {
  readonly paper: PublishedName | 'auto' | 'none';
}

/** One comparison per subject, in the order of their first arms. */
export function compareSubjects({ paper: named, ...cells }: ComparisonOptions): Comparison[] {
  const subjects = [...new Map(cells.arms.map(({ subject }) => [subject.key, subject])).values()];
  const telling = tellingSettings(subjects.map(({ settings }) => settings));
  return subjects.map((subject) => {
    const paper =
      named === 'auto' ? nearestExperiment(subject) : named === 'none' ? undefined : published[named];
    const found = counterpartsOf(subject, cells);
    const isOwn =
      named !== 'auto' ||
      (paper !== undefined && isOwnExperiment(subject, paper) && [...found.values()].every(isOwnCell));
    const own = isOwn ? paper : undefined;
    const counterparts: Counterparts = { own, counterpart: (wanted) => found.get(wanted) };
    return {
      ...counterparts,
      subject,
      label: tellSettings(telling, subject.settings).join(', '),
      paper,
      reductions: reductionsOf(counterparts),
    };
  });
}

/**
 * Our cells for those of the paper, the first of each: all tested on the same data with the same views, those with which most of the
 * paper's cells were measured; of equally many, those of the paper's own test images.
 */
function counterpartsOf(subject: Subject, cells: Cells): ReadonlyMap<PublishedCell, MeasuredCell> {
  const byTestSet = new Map<string, Map<PublishedCell, MeasuredCell>>();
  for (const measured of measuredCells(cells)) {
    const { arm, test, cell } = measured;
    const name = arm.subject.key === subject.key ? publishedCell(arm, test, cells.tests) : undefined;
    if (name === undefined) continue;
    const { facts, provenance } = cell.runs[0]!;
    const testSet = keyOf([facts.views, facts.dataset.description, facts.dataset.split, provenance.testData]);
    const found = byTestSet.get(testSet) ?? new Map<PublishedCell, MeasuredCell>();
    byTestSet.set(testSet, found);
    if (!found.has(name)) found.set(name, measured);
  }
  const own = (found: ReadonlyMap<PublishedCell, MeasuredCell>) =>
    Number([...found.values()].every(isOwnCell));
  const [most = new Map<PublishedCell, MeasuredCell>()] = [...byTestSet.values()].toSorted(
    (left, right) => right.size - left.size || own(right) - own(left),
  );
  return most;
}

function isOwnCell({ cell }: MeasuredCell): boolean {
  return cell.runs.every(({ facts }) => isOwnTest(facts));
}

/**
 * Which cell of the paper a cell of ours answers to: by the batches it was trained on and how it was tested. A network trained on balanced
 * batches is tested on such batches as it was trained on.
 */
export function publishedCell(
  { composition }: Arm,
  test: Testing,
  tests: readonly Testing[],
): PublishedCell | undefined {
  const training = composition.kind === 'random' ? 'standard' : composition.kind;
  const testing = publishedTesting(test, tests);
  const other = testing !== 'standard' && composition.kind === 'balanced';
  if (other && keyOf(composition) !== keyOf(test.protocol.composition)) return undefined;
  return publishedCells.find((cell) => cell === `${training}/${testing}`);
}

/** How the paper calls a way of testing. Its standard test uses population statistics: ours, where there is such a one. */
function publishedTesting({ protocol }: Testing, tests: readonly Testing[]): string | undefined {
  if (isStandardTest(protocol)) {
    const hasPopulation = tests.some(
      (test) => isStandardTest(test.protocol) && test.protocol.statistics === 'population',
    );
    return protocol.statistics === 'population' || !hasPopulation ? 'standard' : undefined;
  }
  if (!isBalancedTest(protocol)) return undefined;
  return protocol.shuffles ? 'shuffled-balanced' : 'balanced';
}
