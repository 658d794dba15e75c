export { firstColumn, flags, hasColumn, matrix, numbers, texts } from './columns.ts';
export { encodeNpz } from './encode-npz.ts';
export type { NpyValue } from './formats/encode-npy.ts';
export { readTable } from './read-table.ts';
export { tableError, type Column, type Table } from './table.ts';
