import type { ReportData } from '../report-data.ts';
import { columnWidth, drawColumns } from './text-table.ts';

/** Widest line of a table; what does not fit is split into two tables. */
const lineLength = 100;

/**
 * The training x testing error table as plain text for a terminal: each cell the error over its interval and, where
 * the paper prints one, its error. Ends with a newline.
 */
export function renderErrorTable(data: ReportData): string {
  const corner = ['training', '      \\ testing'];
  const first = data.arms.map(({ label }) => [label, '']);
  const columns = data.tests.map((test, index) => [
    wrap(`${test.label}, ${test.detail}`),
    ...data.arms.map((_, arm) => cellLines(data, arm, index)),
  ]);
  const head = [corner, ...first];
  const parts = groups(head, columns).map((group) => drawColumns([head, ...group]));
  const spread = data.cells.some(({ runs }) => runs.length > 1)
    ? 'mean and standard deviation over seeds'
    : '95 % intervals';
  return `${data.title}: error on test images, ${spread}\n\n${parts.join('\n')}`;
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

/** Text in lines of at most 13 characters, broken at spaces. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.replace(/’/g, "'").split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= 13)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function groups(head: string[][], columns: string[][][]): string[][][][] {
  const found: string[][][][] = [];
  let length = Infinity;
  for (const column of columns) {
    const width = columnWidth(column) + 3;
    if (length + width > lineLength) {
      found.push([]);
      length = columnWidth(head);
    }
    found.at(-1)?.push(column);
    length += width;
  }
  return found;
}
