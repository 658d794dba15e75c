import type { ReportData } from '../report-data.ts';
import type { ComparedReport } from './compared-report.ts';

type DataCell = ReportData['cells'][number];

/** One way of training and testing with its error in every report that measured it. */
export interface CompareRow {
  /** `Balanced / balanced batches` */
  readonly name: string;
  readonly detail: string;
  /** One entry per report, in their order. */
  readonly cells: readonly (DataCell | undefined)[];
}

/** The rows of a comparison: every way of training and testing that any report has, in the order of the first that has it. */
export function compareRows(reports: readonly ComparedReport[]): CompareRow[] {
  const rows = new Map<string, { name: string; detail: string; cells: (DataCell | undefined)[] }>();
  reports.forEach(({ data }, index) => {
    for (const cell of data.cells) {
      const [arm, test] = [data.arms[cell.arm], data.tests[cell.test]];
      if (arm === undefined || test === undefined) continue;
      const key = `${arm.label}\n${test.label}\n${test.detail}`;
      const row = rows.get(key) ?? {
        name: `${arm.label} / ${test.label.toLowerCase()}`,
        detail: test.detail,
        cells: reports.map(() => undefined),
      };
      row.cells[index] = cell;
      rows.set(key, row);
    }
  });
  return [...rows.values()];
}

/** Ends of the interval of a cell, or one standard deviation to either side where there were several runs. */
export function cellSpread({ error, interval, deviation = 0 }: DataCell): readonly [number, number] {
  return interval ?? [Math.max(0, error - deviation), Math.min(1, error + deviation)];
}
