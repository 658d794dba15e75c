/** Names of the files of a `report` artifact. */
export const reportFiles = {
  html: 'report.html',
  markdown: 'report.md',
  data: 'report.json',
  /** The training x testing error table as plain text, for terminals. */
  table: 'table.txt',
} as const;
