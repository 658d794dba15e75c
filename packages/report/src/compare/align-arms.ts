import { distinctNames } from '../analysis/distinguish.ts';
import { keyOf } from '../analysis/key-of.ts';
import { differences, tellingSettings, tellSettings, type Settings } from '../analysis/settings.ts';
import type { ReportData } from '../report-data.ts';
import { alignItems, type Aligned } from './align-items.ts';

type ArmsOf = Pick<ReportData, 'arms'>;

/** The ways of training of several reports, each once, with what it is called among all of them. */
export interface AlignedArms extends Aligned {
  readonly labels: readonly string[];
}

/**
 * Finds the ways of training that several reports share: batches made alike, and the same in every setting that varies within some report.
 * Beside a sweep over batch sizes, a single run in batches of 10 stands in the sweep's row of that size. In what else they differ,
 * whole reports differ (`settingsApart`).
 */
export function alignArms(reports: readonly ArmsOf[]): AlignedArms {
  const varied = variedSettings(reports);
  const aligned = alignItems(
    reports.map(({ arms }) =>
      arms.map(({ name, label, settings }) => ({
        group: name,
        label,
        settings: { ...pick(settings, (each) => varied.has(each)), ...pick(settings, isBatchingOption) },
      })),
    ),
  );
  const telling = tellingSettings(
    aligned.items.map(({ settings }) => pick(settings, (each) => varied.has(each))),
  );
  const named = aligned.items.map(({ group, settings }) => ({
    name: [group, ...tellSettings(telling, settings)].join(', '),
    facts: settings,
  }));
  return { ...aligned, labels: distinctNames(named) };
}

/**
 * What every arm of a report has and those of other reports have not, in words for each report: `bf16` and `f32`; an empty text
 * where nothing is. Network, width, classes and epochs are left out, as is what varies within a report.
 */
export function settingsApart(reports: readonly ArmsOf[]): string[] {
  const varied = variedSettings(reports);
  const common = reports.map(({ arms: [first] }) =>
    pick(first?.settings ?? {}, (name) => !varied.has(name) && !isBatching(name) && !TOLD.has(name)),
  );
  const names = new Set(common.flatMap((settings) => differences(common[0]!, settings)));
  return common.map((settings) => [...names].flatMap((name) => tellChoice(name, settings)).join(', '));
}

/** What is told of every report. */
const TOLD = new Set(['network', 'width', 'classes', 'epochs']);

/** A setting in words, or what was chosen under its name: `optimizer` is `optimizer.kind`. */
function tellChoice(name: string, settings: Settings): string[] {
  const found = [name, `${name}.kind`, `${name}.stage`].find((each) => settings[each] !== undefined);
  return tellSettings([found ?? name], settings);
}

/** Settings, but those of the batching, in which the arms of some report differ. */
function variedSettings(reports: readonly ArmsOf[]): ReadonlySet<string> {
  const names = reports.flatMap(({ arms }) =>
    [...new Set(arms.flatMap(({ settings }) => Object.keys(settings)))].filter(
      (name) => new Set(arms.map(({ settings }) => keyOf(settings[name]))).size > 1,
    ),
  );
  return new Set(names.filter((name) => !isBatching(name)));
}

function isBatching(name: string): boolean {
  return name.startsWith('batching.');
}

/** The batching itself is in the name of an arm. */
function isBatchingOption(name: string): boolean {
  return isBatching(name) && name !== 'batching.kind';
}

function pick(settings: Settings, chosen: (name: string) => boolean): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => chosen(name)));
}
