/** A text table: numbers to the right, words to the left, two spaces between columns. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      widths
        .map((width, column) => pad(line[column] ?? '', width))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pad(cell: string, width: number): string {
  return /^[\d.,]/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
}
