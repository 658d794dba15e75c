import type { ReportData } from '../report-data.ts';
import { alignArms } from './align-arms.ts';
import { alignTests } from './align-tests.ts';

type DataCell = ReportData['cells'][number];

/** One way of training and testing with its error in every report that measured it. */
export interface CompareRow {
  /** `Balanced / balanced batches` */
  readonly name: string;
  readonly detail: string;
  /** One entry per report, in their order. */
  readonly cells: readonly (DataCell | undefined)[];
}

/** The rows of a comparison: every way of training and testing that any report has; those of one way of training stand together. */
export function compareRows(
  reports: readonly { readonly data: Pick<ReportData, 'arms' | 'tests' | 'cells'> }[],
): CompareRow[] {
  const data = reports.map((report) => report.data);
  const [arms, tests] = [alignArms(data), alignTests(data)];
  return arms.labels.flatMap((training, armPlace) =>
    tests.names.flatMap(({ label, detail }, testPlace) => {
      const cells = data.map((report, index) =>
        report.cells.find(
          ({ arm, test }) => arms.place(index, arm) === armPlace && tests.place(index, test) === testPlace,
        ),
      );
      if (cells.every((cell) => cell === undefined)) return [];
      return [{ name: `${training} / ${label.toLowerCase()}`, detail, cells }];
    }),
  );
}
