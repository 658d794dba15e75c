/** @jsxRuntime automatic */
/** @jsxImportSource preact */
import { percent, percentRange } from '@batchmates/metrics';
import type { TableBlock } from '../document/document.ts';
import { DataTable } from '../render/data-table.tsx';
import type { ReportData } from '../report-data.ts';

/** The main results of a report, for a page that leads to it: its error table without the sources of the numbers, and the sentences of its audits. */
export function ReportSummary({ data }: { data: ReportData }) {
  const { cells, audits = [] } = data;
  return (
    <>
      {cells.length === 0 ? null : <DataTable table={errorTable(data)} />}
      {audits.map(({ name, sentence }) => (
        <p>
          {name}: {sentence}
        </p>
      ))}
    </>
  );
}

function errorTable({ arms, tests, cells }: ReportData): TableBlock {
  const several = cells.some(({ deviation }) => deviation !== undefined);
  return {
    kind: 'table',
    id: 'errors',
    caption: `Test error by way of training (rows) and of testing (columns), with ${several ? 'standard deviations over runs' : '95 % intervals'}`,
    corner: 'Training',
    columns: tests.map(({ label, detail }) => ({ label, detail })),
    rows: arms.map(({ label }, arm) => ({
      header: label,
      cells: tests.map((_, test) => {
        const cell = cells.find((each) => each.arm === arm && each.test === test);
        if (cell === undefined) return { text: '–' };
        const { error, interval, deviation } = cell;
        return {
          text: percent(error),
          details: [
            ...(interval === undefined ? [] : [percentRange(interval)]),
            ...(deviation === undefined ? [] : [`± ${percent(deviation)}`]),
          ],
        };
      }),
    })),
  };
}
