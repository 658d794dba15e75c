import { keyOf } from '../analysis/key-of.ts';
import { compareSettings, type Settings } from '../analysis/settings.ts';

/** A way of training or of testing, as one report has it. */
export interface Item {
  /** What it is called; those of one group stand side by side. */
  readonly group: string;
  /** What must be the same for two of different reports to be one, in the order in which they are sorted. */
  readonly settings: Settings;
  /** Unique in its report. */
  readonly label: string;
}

/** The items of several reports, each once. */
export interface Aligned {
  readonly items: readonly Item[];
  /** Where an item of a report stands in `items`. */
  place(report: number, index: number): number;
}

/**
 * Finds which items of different reports are the same: those of one group and equal settings. Items that one report tells apart and these
 * do not are the same as those of their label only. Groups are in the order of the first report that has them.
 */
export function alignItems(lists: readonly (readonly Item[])[]): Aligned {
  const keys = lists.map((list) => list.map(({ group, settings }) => keyOf([group, settings])));
  const ambiguous = new Set(keys.flatMap((list) => list.filter((key, index) => list.indexOf(key) !== index)));
  const unique = lists.map((list, report) =>
    list.map(({ label }, index) => {
      const key = keys[report]![index]!;
      return ambiguous.has(key) ? keyOf([key, label]) : key;
    }),
  );
  const found = new Map<string, Item>();
  lists.forEach((list, report) =>
    list.forEach((item, index) => {
      const key = unique[report]![index]!;
      if (!found.has(key)) found.set(key, item);
    }),
  );
  const groups = [...new Set([...found.values()].map(({ group }) => group))];
  const sorted = [...found].sort(
    ([, left], [, right]) =>
      groups.indexOf(left.group) - groups.indexOf(right.group) ||
      compareSettings(left.settings, right.settings),
  );
  const places = new Map(sorted.map(([key], place) => [key, place]));
  return {
    items: sorted.map(([, item]) => item),
    place: (report, index) => places.get(unique[report]![index]!)!,
  };
}
