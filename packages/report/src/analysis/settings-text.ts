import { seedsIn, settingsIn, valueText } from './settings.ts';

/** Params of a stage in one line, e.g. `batchSize: 10, seed: 0`; a dash where there are none. */
export function settingsText(params: Readonly<Record<string, unknown>>): string {
  return listOf({ ...settingsIn(params), ...seedsIn(params) }) || '–';
}

/** Values with their names in one line. */
export function listOf(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join(', ');
}
