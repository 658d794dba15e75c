import { distinguish } from '../analysis/distinguish.ts';
import { sizeTrainedWith, without } from '../analysis/settings.ts';
import { batchesOf, statisticsName } from '../analysis/testing.ts';
import type { ReportData } from '../report-data.ts';
import { alignItems, type Aligned } from './align-items.ts';

type TestsOf = Pick<ReportData, 'arms' | 'tests' | 'cells'>;
type Test = ReportData['tests'][number];

/** The ways of testing of several reports, each once, with what it is called among all of them. */
export interface AlignedTests extends Aligned {
  /** E.g. `Balanced batches` with detail `batch statistics`; unique together. */
  readonly names: readonly { readonly label: string; readonly detail: string }[];
}

/**
 * Finds the ways of testing that several reports share: those that agree in everything chosen, such as views and rearrangements. The
 * size of batches and the split count only where they tell tests of one report apart, or a network is tested in batches of another size
 * than it was trained in: balanced batches of 10 classes and of 50 are the same test of two data sets.
 */
export function alignTests(reports: readonly TestsOf[]): AlignedTests {
  const sized = reports.some((report) => severalOf(report, sizeOf) || hasOddBatches(report));
  const split = reports.some((report) => severalOf(report, splitOf));
  const firsts = new Map<string, Test>();
  const aligned = alignItems(
    reports.map(({ tests }) =>
      tests.map((test) => {
        const group = groupOf(test);
        if (!firsts.has(group)) firsts.set(group, test);
        return {
          group,
          label: `${test.label}, ${test.detail}`,
          settings: {
            ...(sized && test.batchSize !== undefined && { batchSize: test.batchSize }),
            ...(split && { split: splitOf(test) }),
            ...without(test.settings, ['batchSize', 'split']),
          },
        };
      }),
    ),
  );
  const batches = aligned.items.map(({ settings }) => batchesOf(settings['batchSize'] as number | undefined));
  const details = distinguish(
    aligned.items.map(({ group, settings }, index) => ({
      name: `${group}\n${batches[index]}`,
      facts: without(settings, ['batchSize']),
    })),
  );
  const names = aligned.items.map(({ group }, index) => {
    const { label, statistics } = firsts.get(group)!;
    const detail = [statisticsName(statistics), batches[index]!, details[index]!].filter(
      (part) => part !== '',
    );
    return { label, detail: detail.join(', ') };
  });
  return { ...aligned, names };
}

function groupOf({ label, statistics }: Test): string {
  return `${label}\n${statistics}`;
}

function sizeOf({ batchSize }: Test): unknown {
  return batchSize;
}

function splitOf({ settings }: Test): unknown {
  return settings['split'];
}

/** Whether some tests of a report that are called the same differ in something. */
function severalOf({ tests }: TestsOf, fact: (test: Test) => unknown): boolean {
  return tests.some((test) =>
    tests.some((other) => groupOf(other) === groupOf(test) && fact(other) !== fact(test)),
  );
}

/** Whether some network of a report was trained on batches of another size than it is tested in. */
function hasOddBatches({ arms, tests, cells }: TestsOf): boolean {
  return cells.some(({ arm, test }) => {
    const size = tests[test]?.batchSize;
    return size !== undefined && size !== sizeTrainedWith(arms[arm]?.settings ?? {});
  });
}
