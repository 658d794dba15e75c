import type { Arm, Subject } from './arm.ts';
import { distinguish } from './distinguish.ts';
import { measuredCells, type Cells, type MeasuredCell } from './measured-cells.ts';
import {
  nearestExperiment,
  published,
  publishedCells,
  type PublishedCell,
  type PublishedExperiment,
  type PublishedName,
} from './paper.ts';
import { isBalancedTest, isStandardTest, type Testing } from './testing.ts';

/** One subject of a report beside the experiment of the paper that is nearest to it. */
export interface Comparison {
  readonly subject: Subject;
  /** Unique in the report, e.g. `cifar-resnet-44, width 16, 10 classes, bf16`; empty for the only comparison. */
  readonly label: string;
  readonly paper: PublishedExperiment | undefined;
  /** Our cell for a cell of the paper: that of the first arm which has it. */
  counterpart(cell: PublishedCell): MeasuredCell | undefined;
}

/** The table's parts that comparisons are made from. */
export interface ComparisonOptions extends Cells {
  readonly paper: PublishedName | 'auto' | 'none';
}

/** One comparison per subject, in the order of their first arms. */
export function compareSubjects({ paper, ...cells }: ComparisonOptions): Comparison[] {
  const subjects = [...new Map(cells.arms.map(({ subject }) => [subject.key, subject])).values()];
  const labels = labelsOf(subjects);
  return subjects.map((subject, index) => ({
    subject,
    label: labels[index]!,
    paper: paper === 'auto' ? nearestExperiment(subject) : paper === 'none' ? undefined : published[paper],
    counterpart: (wanted) =>
      measuredCells(cells).find(
        ({ arm, test }) =>
          arm.subject.key === subject.key && publishedCell(arm, test, cells.tests) === wanted,
      ),
  }));
}

/** Network, width and classes, and where subjects share these what else differs; nothing for an only subject. */
function labelsOf(subjects: readonly Subject[]): string[] {
  if (subjects.length === 1) return [''];
  const items = subjects.map(({ network, width, classes, facts }) => ({
    name: `${network}, width ${width}, ${classes} classes`,
    facts,
  }));
  const details = distinguish(items);
  return items.map(({ name }, index) => (details[index] === '' ? name : `${name}, ${details[index]}`));
}

/** Which cell of the paper a cell of ours answers to: by the batches it was trained on and how it was tested. */
export function publishedCell(
  { composition }: Arm,
  test: Testing,
  tests: readonly Testing[],
): PublishedCell | undefined {
  const training = composition.kind === 'random' ? 'standard' : composition.kind;
  const testing = publishedTesting(test, tests);
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
