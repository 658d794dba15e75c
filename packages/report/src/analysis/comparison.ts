import type { Arm, Subject } from './arm.ts';
import { distinguish } from './distinguish.ts';
import type { ErrorCell } from './error-cell.ts';
import {
  nearestExperiment,
  published,
  type PublishedCell,
  type PublishedExperiment,
  type PublishedName,
} from './paper.ts';
import type { TestWay } from './test-way.ts';

/** A measured cell of the table. */
export interface Place {
  readonly arm: Arm;
  readonly test: TestWay;
  readonly cell: ErrorCell;
}

/** One subject of a report beside the experiment of the paper that is nearest to it. */
export interface Comparison {
  readonly subject: Subject;
  /** Unique in the report, e.g. `cifar-resnet-44, width 16, 10 classes, bf16`; empty for the only comparison. */
  readonly label: string;
  readonly paper: PublishedExperiment | undefined;
  /** Our cell for a cell of the paper: the first arm of the strategy that has it. */
  counterpart(cell: PublishedCell): Place | undefined;
}

/** The table's parts that comparisons are made from. */
export interface ComparisonOptions {
  readonly arms: readonly Arm[];
  readonly tests: readonly TestWay[];
  cell(arm: Arm, test: TestWay): ErrorCell | undefined;
  readonly paper: PublishedName | 'auto' | 'none';
}

/** One comparison per subject, in the order of their first arms. */
export function compareSubjects({ arms, tests, cell, paper }: ComparisonOptions): Comparison[] {
  const subjects = [...new Map(arms.map(({ subject }) => [subject.key, subject])).values()];
  const labels = labelsOf(subjects);
  return subjects.map((subject, index) => ({
    subject,
    label: labels[index] ?? '',
    paper: paper === 'auto' ? nearestExperiment(subject) : paper === 'none' ? undefined : published[paper],
    counterpart(wanted) {
      for (const arm of arms.filter((each) => each.subject.key === subject.key)) {
        for (const test of tests) {
          const found = publishedCell(arm, test, tests) === wanted ? cell(arm, test) : undefined;
          if (found !== undefined) return { arm, test, cell: found };
        }
      }
      return undefined;
    },
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

/** Which cell of the paper a cell of ours answers to. The paper's standard test uses population statistics. */
export function publishedCell(
  { strategy }: Arm,
  { protocol, statistics }: TestWay,
  tests: readonly TestWay[],
): PublishedCell | undefined {
  if (strategy !== 'standard' && strategy !== 'balanced') return undefined;
  if (protocol === 'standard') {
    const hasPopulation = tests.some(
      (test) => test.protocol === 'standard' && test.statistics === 'population',
    );
    return statistics === 'population' || !hasPopulation ? `${strategy}/standard` : undefined;
  }
  if (strategy === 'standard') return undefined;
  if (protocol === 'balanced') return 'balanced/balanced';
  return protocol === 'shuffled-balanced' ? 'balanced/shuffled-balanced' : undefined;
}
