import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import type { Column, TableContent, Wanted } from '../table.ts';

/**
 * Reads CSV of UTF-8, with or without a byte order mark, with line ends of any system, its values separated by the commas, semicolons or tabs of the
 * first line. Every column is one of texts. Throws an `Error` for text in another encoding, quotes that do not close, and lines of another
 * number of values than the first.
 */
export function readCsv(bytes: Buffer, wanted: Wanted): TableContent {
  if (bytes.length === 0) throw new Error('the file is empty');
  if (!isUtf8(bytes) || bytes.includes(0)) throw new Error('it is not text in UTF-8');
  const ends: number[] = [];
  const [names = [], ...rows] = parse(bytes, {
    bom: true,
    delimiter: delimiterOf(bytes),
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    trim: true,
    on_record: (record: string[], { lines }: { readonly lines: number }) => {
      ends.push(lines);
      return record;
    },
  });
  if (names.length === 0) throw new Error('it has no line of column names');
  const columns = new Map<string, Column>();
  names.forEach((name, index) => {
    if (wanted(name)) columns.set(name, { kind: 'texts', values: rows.map((row) => row[index]) });
  });
  return { names: names.filter((name) => name !== ''), columns, lines: Uint32Array.from(ends.slice(1)) };
}

/** The separator that the line of names has most of. */
function delimiterOf(bytes: Buffer): string {
  const [first = ''] = bytes.toString('utf8', 0, Math.min(bytes.length, 2 ** 16)).split(/[\r\n]/, 1);
  const count = (separator: string) => first.split(separator).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}
