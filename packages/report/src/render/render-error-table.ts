import type { ReportData } from '../report-data.ts';
import { drawTables, wrapText } from './text-table.ts';

/**
 * What a terminal shows of a report: the training x testing error table as plain text for a terminal: each cell the error over its interval and, where
 * the paper prints one, its error; and the sentence of every audit. Ends with a newline.
 */
export function renderErrorTable(data: ReportData): string {
  const audits = (data.audits ?? []).map(
    ({ name, sentence }) => `${name}: ${sentence.replaceAll('\u00a0', ' ')}\n`,
  );
  if (audits.length === 0) return errorTable(data);
  return [data.cells.length === 0 ? `${data.title}\n` : errorTable(data), ...audits].join('\n');
}

function errorTable(data: ReportData): string {
  const corner = ['training', '      \\ testing'];
  const first = data.arms.map(({ label }) => [label, '']);
  const columns = data.tests.map((test, index) => [
    wrapText(`${test.label}, ${test.detail}`.replace(/’/g, "'"), 13),
    ...data.arms.map((_, arm) => cellLines(data, arm, index)),
  ]);
  const tables = drawTables([[corner, ...first]], columns);
  const spread = data.cells.some(({ runs }) => runs.length > 1)
    ? 'mean and standard deviation over seeds'
    : '95 % intervals';
  return `${data.title}: error on test images, ${spread}\n\n${tables}`;
}

function cellLines({ cells }: ReportData, arm: number, test: number): string[] {
  const cell = cells.find((each) => each.arm === arm && each.test === test);
  if (cell === undefined) return ['-', ''];
  const { error, interval, deviation, paperError } = cell;
  const spread =
    interval === undefined ? `+- ${number(deviation ?? 0)}` : `${number(interval[0])}-${number(interval[1])}`;
  return [
    `${(100 * error).toFixed(2)} %`,
    spread,
    ...(paperError === undefined ? [] : [`paper ${(100 * paperError).toFixed(2)}`]),
  ];
}

function number(share: number): string {
  return (100 * share).toFixed(1);
}
