/** Names of the files of a `report` artifact. */
export const reportFiles = {
  html: 'report.html',
  markdown: 'report.md',
  data: 'report.json',
  /** The training x testing error table as plain text, for terminals. */
  table: 'table.txt',
  /** Every table for LaTeX. Each stands as `tables/<id>.csv`, too, and in the Markdown. */
  latex: 'tables.tex',
} as const;
