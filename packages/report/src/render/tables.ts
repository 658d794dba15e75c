import { csvFormatRows } from 'd3-dsv';
import {
  numbersTable,
  type Cell,
  type Column,
  type ReportDocument,
  type TableBlock,
} from '../document/document.ts';

/** Every table of a document, those of the figures' numbers among them. */
export function tablesOf({ sections }: ReportDocument): TableBlock[] {
  return sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) =>
      block.kind === 'table' ? [block] : block.kind === 'figure' ? [numbersTable(block)] : [],
    ),
  );
}

/**
 * A table as CSV (RFC 4180). Numbers stand bare, so that programs read them: `12.75 %` is `12.75` in a column whose heading says
 * `(%)`. What stands in smaller lines has a column of its own, called `… details`.
 */
export function renderCsv({ corner, columns, rows }: TableBlock): string {
  const parts = columns.map((column, index) =>
    csvColumns(
      column,
      rows.map(({ cells }) => cells[index]),
    ),
  );
  const details = rows.some(({ detail }) => detail !== undefined);
  const head = [
    corner,
    ...(details ? [`${corner} details`] : []),
    ...parts.flatMap(({ head: each }) => each),
  ];
  const body = rows.map((row, index) => [
    row.header,
    ...(details ? [row.detail ?? ''] : []),
    ...parts.flatMap(({ body: lines }) => lines[index]!),
  ]);
  return `${csvFormatRows([head, ...body])}\n`;
}

const PERCENT = /^−?[\d.]+\u00a0%$/;
const NUMBER = /^[−+]?[\d\u202f]+(?:\.\d+)?$/;

/** One column of a table, or two where its cells have details. */
function csvColumns(
  { label, detail }: Column,
  cells: readonly (Cell | undefined)[],
): { readonly head: string[]; readonly body: string[][] } {
  const texts = cells.map((cell) => (cell === undefined || cell.text === '–' ? '' : cell.text));
  const some = texts.filter((text) => text !== '');
  const isPercent = some.length > 0 && some.every((text) => PERCENT.test(text));
  const isNumber = isPercent || (some.length > 0 && some.every((text) => NUMBER.test(text)));
  const name = detail === undefined ? label : `${label} (${detail})`;
  const more = cells.map((cell) => (cell?.details ?? []).join('; '));
  const detailed = more.some((text) => text !== '');
  return {
    head: [isPercent ? `${name} (%)` : name, ...(detailed ? [`${name} details`] : [])],
    body: texts.map((text, index) => [isNumber ? bare(text) : text, ...(detailed ? [more[index]!] : [])]),
  };
}

/** A number as programs read it: `−3 200.50 %` is `-3200.50`. */
function bare(text: string): string {
  return text.replace(/[\u00a0%\u202f+]/g, '').replace('−', '-');
}

/** All tables for LaTeX with the package booktabs, each in a `table` with caption and label: `\input` the file, or copy from it. */
export function renderLatex(tables: readonly TableBlock[]): string {
  return `% Needs \\usepackage{booktabs}.\n\n${tables.map(latexTable).join('\n')}`;
}

function latexTable({ id, caption, corner, columns, rows }: TableBlock): string {
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`;
  const withDetails = (text: string, details: readonly string[]) =>
    details.length === 0 ? latex(text) : `${latex(text)} {\\footnotesize (${details.map(latex).join('; ')})}`;
  return [
    '\\begin{table}',
    '\\centering',
    `\\caption{${latex(caption)}}`,
    `\\label{tab:${id}}`,
    `\\begin{tabular}{l${columns.map(({ text }) => (text ? 'l' : 'r')).join('')}}`,
    '\\toprule',
    line([
      latex(corner),
      ...columns.map(({ label, detail }) => withDetails(label, detail === undefined ? [] : [detail])),
    ]),
    '\\midrule',
    ...rows.map(({ header, detail, cells }) =>
      line([
        withDetails(header, detail === undefined ? [] : [detail]),
        ...cells.map(({ text, details = [] }) => withDetails(text, details)),
      ]),
    ),
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
    '',
  ].join('\n');
}

/** Text for LaTeX: its special characters escaped, and signs that an 8-bit font lacks in mathematics. */
function latex(text: string): string {
  return text
    .replace(/[\\{}$&#^_~%]/g, (character) => LATEX[character] ?? `\\${character}`)
    .replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (raised) => `$^{${raised.replace(/./g, plainDigit)}}$`)
    .replace(/[−–±×≥≤…’“”\u00a0\u202f]/g, (character) => LATEX[character]!);
}

function plainDigit(raised: string): string {
  return raised === '⁻' ? '-' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(raised));
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '−': '$-$',
  '–': '--',
  '±': '$\\pm$',
  '×': '$\\times$',
  '≥': '$\\geq$',
  '≤': '$\\leq$',
  '…': '\\dots{}',
  '’': "'",
  '“': '``',
  '”': "''",
  '\u00a0': '~',
  '\u202f': '\\,',
};
