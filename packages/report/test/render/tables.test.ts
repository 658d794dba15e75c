import { csvParseRows } from 'd3-dsv';
import { expect, it } from 'vitest';
import type { TableBlock } from '../../src/document/document.ts';
import { renderCsv, renderLatex, tablesOf } from '../../src/render/tables.ts';

const table: TableBlock = {
  kind: 'table',
  id: 'errors',
  caption: 'Errors of "A & B"',
  corner: 'Training',
  columns: [
    { label: 'Error', detail: 'single images' },
    { label: 'Change' },
    { label: 'Images' },
    { label: 'p' },
    { label: 'Note', text: true },
  ],
  rows: [
    {
      header: 'Standard, "wide"',
      detail: 'seed 0',
      cells: [
        { text: '12.75\u00a0%', details: ['10.1–15.2\u00a0%', '51 of 400'] },
        { text: '−3.20' },
        { text: '10\u202f000' },
        { text: '2 × 10⁻⁹' },
        { text: 'C:\\a_b {50 %}' },
      ],
    },
    {
      header: 'Balanced',
      cells: [{ text: '–' }, { text: '+0.50' }, { text: '400' }, { text: '0.013' }, { text: '#1 ~ $5 ^' }],
    },
  ],
};

it('CSV has bare numbers, and columns for what stands in smaller lines', () => {
  expect(csvParseRows(renderCsv(table))).toEqual([
    [
      ...['Training', 'Training details', 'Error (single images) (%)', 'Error (single images) details'],
      ...['Change', 'Images', 'p', 'Note'],
    ],
    [
      ...['Standard, "wide"', 'seed 0', '12.75', '10.1–15.2\u00a0%; 51 of 400', '-3.20', '10000', '2 × 10⁻⁹'],
      'C:\\a_b {50 %}',
    ],
    ['Balanced', '', '', '', '0.50', '400', '0.013', '#1 ~ $5 ^'],
  ]);
  expect(renderCsv(table).split('\n')[1]).toMatch(/^"Standard, ""wide""",seed 0,12\.75,/);
});

it('LaTeX has booktabs rules, and nothing that it would take for markup', () => {
  const lines = renderLatex([table]).split('\n');
  expect(lines).toEqual([
    String.raw`% Needs \usepackage{booktabs}.`,
    '',
    String.raw`\begin{table}`,
    String.raw`\centering`,
    String.raw`\caption{Errors of "A \& B"}`,
    String.raw`\label{tab:errors}`,
    String.raw`\begin{tabular}{lrrrrl}`,
    String.raw`\toprule`,
    String.raw`Training & Error {\footnotesize (single images)} & Change & Images & p & Note \\`,
    String.raw`\midrule`,
    [
      String.raw`Standard, "wide" {\footnotesize (seed 0)}`,
      String.raw`12.75~\% {\footnotesize (10.1--15.2~\%; 51 of 400)}`,
      String.raw`$-$3.20`,
      String.raw`10\,000`,
      String.raw`2 $\times$ 10$^{-9}$`,
      String.raw`C:\textbackslash{}a\_b \{50 \%\} \\`,
    ].join(' & '),
    String.raw`Balanced & -- & +0.50 & 400 & 0.013 & \#1 \textasciitilde{} \$5 \textasciicircum{} \\`,
    String.raw`\bottomrule`,
    String.raw`\end{tabular}`,
    String.raw`\end{table}`,
    '',
  ]);
});

it('the numbers of figures are tables, too', () => {
  const { corner, columns, rows } = table;
  const drawing = { id: 'curve', title: 'Curve', description: '', chart: () => undefined as never };
  const figure = { kind: 'figure', drawing, caption: [], numbers: { corner, columns, rows } } as const;
  const sections = [
    { id: 'one', title: 'One', blocks: [table, { kind: 'prose', content: [] }, figure] },
  ] as const;
  const found = tablesOf({ title: '', lede: [], badges: [], sections });
  expect(found.map(({ id, caption }) => [id, caption])).toEqual([
    ['errors', 'Errors of "A & B"'],
    ['curve-numbers', 'Numbers: Curve'],
  ]);
});
