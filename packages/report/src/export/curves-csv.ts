import { CURVE_COLUMNS, type EpochRow } from '@batchmates/checkpoint';
import { csvFormatRows } from 'd3-dsv';

/**
 * The curves of one training run as CSV, one row per epoch, with the column names of `curves.arrow`: `epoch` is the step. What was not
 * measured is empty, as importers expect it. Numbers are written so that reading them gives the same float64.
 */
export function curvesCsv(rows: readonly EpochRow[]): string {
  const fields = Object.keys(CURVE_COLUMNS) as (keyof EpochRow)[];
  const head = fields.map((field) => CURVE_COLUMNS[field]);
  return `${csvFormatRows([head, ...rows.map((row) => fields.map((field) => numberText(row[field])))])}\n`;
}

/** Infinities as Python writes them. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return '';
  return Number.isFinite(value) ? String(value) : String(value).replace('Infinity', 'inf');
}
