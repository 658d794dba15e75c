import { csvFormatRows } from 'd3-dsv';
import { recordedSettings } from '../analysis/arm.ts';
import type { Settings } from '../analysis/settings.ts';
import type { TrainedCheckpoint } from '../evidence/read-trained.ts';

/** A training run with the name under which it is exported. */
export interface NamedRun extends TrainedCheckpoint {
  readonly name: string;
}

/**
 * What was chosen for every run as CSV, one row per run: its name, network, data and seeds, then every setting by dotted name. A
 * setting that a run does not have is empty.
 */
export function runsCsv(runs: readonly NamedRun[]): string {
  const settings = runs.map(settingsOf);
  const names = [...new Set(settings.flatMap((each) => Object.keys(each)))];
  return `${csvFormatRows([names, ...settings.map((each) => names.map((name) => cellText(each[name])))])}\n`;
}

/** Texts as they are, anything else as JSON. */
function cellText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function settingsOf({ name, networkName, training, provenance }: NamedRun): Settings {
  const { width } = provenance.training;
  return {
    run: name,
    network: networkName,
    ...(width !== undefined && { width }),
    ...('imported' in training ? {} : { dataset: training.dataset, seed: training.seed }),
    ...provenance.seeds.training,
    ...recordedSettings(training, provenance),
  };
}
