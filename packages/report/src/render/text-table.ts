import { wrapWords } from './wrap-words.ts';

/** A column of a text table: one entry per row, the heading first, each entry a list of lines. */
export type TextColumn = readonly (readonly string[])[];

/** A table of single lines for a terminal: the first column set left, the others right. No trailing newline. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((label, index) => [[label], ...rows.map((row) => [row[index] ?? ''])]);
  return drawColumns(columns, { spaced: false }).trimEnd();
}

/** Draws columns side by side with a rule under the headings; `spaced` leaves an empty line between rows. Ends with a newline. */
function drawColumns(columns: readonly TextColumn[], { spaced = true } = {}): string {
  const widths = columns.map(columnWidth);
  const rows = columns[0]?.length ?? 0;
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    const height = Math.max(...columns.map((column) => column[row]?.length ?? 0));
    for (let line = 0; line < height; line++) {
      const texts = columns.map((column, index) => {
        const text = column[row]?.[line] ?? '';
        return index === 0 ? text.padEnd(widths[index] ?? 0) : text.padStart(widths[index] ?? 0);
      });
      lines.push(texts.join('   ').trimEnd());
    }
    if (row === 0) lines.push(widths.map((width) => '─'.repeat(width)).join('───'));
    else if (spaced && row < rows - 1) lines.push('');
  }
  return `${lines.join('\n')}\n`;
}

/**
 * Draws columns beside the first ones, `head`; those that do not fit into 100 characters go into further tables, each of which
 * begins with `head`. Ends with a newline.
 */
export function drawTables(
  head: readonly TextColumn[],
  columns: readonly TextColumn[],
  options: { readonly spaced?: boolean } = {},
): string {
  const own = head.reduce((sum, column) => sum + columnWidth(column) + GAP, -GAP);
  const groups: TextColumn[][] = [];
  let length = Infinity;
  for (const column of columns) {
    const width = columnWidth(column) + GAP;
    if (length + width > LINE) {
      groups.push([]);
      length = own;
    }
    groups.at(-1)!.push(column);
    length += width;
  }
  return groups.map((group) => drawColumns([...head, ...group], options)).join('\n');
}

/** Characters of the widest line of a table, if it can be split. */
const LINE = 100;
/** Spaces between columns. */
const GAP = 3;

/** Text in lines of at most so many characters, broken at spaces. */
export function wrapText(text: string, length: number): string[] {
  return wrapWords(text, (line) => line.length <= length);
}

/** Characters of the longest line. */
function columnWidth(column: TextColumn): number {
  return Math.max(0, ...column.flat().map((line) => line.length));
}
