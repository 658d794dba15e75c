export { firstColumn, flags, hasColumn, matrix, numbers, texts } from './columns.ts';
export { readTable } from './read-table.ts';
export { tableError, type Column, type Table } from './table.ts';
