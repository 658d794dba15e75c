import { keyOf } from './key-of.ts';

/** What was chosen on the way to a number, by dotted name: `width`, `optimizer.momentum`, `data.letters`. */
export type Settings = Readonly<Record<string, unknown>>;

/** The names and values inside a value, objects opened: `{ norm: { kind: 'batch' } }` is `norm.kind: batch`. Seeds are left out. */
export function settingsIn(value: Readonly<Record<string, unknown>>, prefix = ''): Settings {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
      if (name === SEED || inner === null || inner === undefined) return [];
      if (isObject(inner)) return Object.entries(settingsIn(inner, `${prefix}${name}.`));
      return [[prefix + name, inner]];
    }),
  );
}

/** The seeds inside a value, by dotted name. */
export function seedsIn(value: Readonly<Record<string, unknown>>, prefix = ''): Settings {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
      if (isObject(inner)) return Object.entries(seedsIn(inner, `${prefix}${name}.`));
      return name === SEED ? [[prefix + name, inner]] : [];
    }),
  );
}

/** Of a param that tells apart runs which are otherwise the same. */
const SEED = 'seed';

/** Of a param that chooses something with options of its own, such as an optimizer, the stage that made the data, or the file of an import. */
const CHOICE = /^(.*)\.(?:kind|stage|sha256)$/;

/**
 * In what two lots of settings differ: `['width', 'optimizer.momentum']`. Where another thing was chosen, that is one difference,
 * whatever options it has: `['batching']`; so it is where one has nothing of it: `['data.labelNoise']`. The description of the data says nothing beside the settings that the data were made with.
 */
export function differences(one: Settings, other: Settings): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (name) => keyOf(one[name]) !== keyOf(other[name]),
  );
  const choices = names.flatMap((name) => CHOICE.exec(name)?.[1] ?? []);
  const found = names.map(
    (name) => choices.find((choice) => name.startsWith(`${choice}.`)) ?? wholeOf(name, [one, other]),
  );
  const data = found.some((name) => name === 'data' || name.startsWith('data.'));
  return [...new Set(found)].filter((name) => !data || (name !== 'dataset' && name !== 'classes'));
}

/** The shortest part of a name under which not both have settings: `data.labelNoise` of `data.labelNoise.fraction`; else the name. */
function wholeOf(name: string, both: readonly Settings[]): string {
  const words = name.split('.');
  const parts = words.map((_, index) => words.slice(0, index + 1).join('.'));
  return parts.find((part) => !both.every((settings) => hasWithin(settings, part))) ?? name;
}

function hasWithin(settings: Settings, part: string): boolean {
  return Object.keys(settings).some((name) => name.startsWith(`${part}.`) && settings[name] !== undefined);
}

/** What was chosen under a name, `sgd` of `optimizer.kind`, before its options in words; empty where nothing was. */
export function tellWhole(settings: Settings, name: string): string {
  const chosen = settings[name] ?? settings[`${name}.kind`] ?? settings[`${name}.stage`];
  const options = Object.entries(settings)
    .filter(
      ([each, value]) => each.startsWith(`${name}.`) && value !== undefined && !/\.(kind|stage)$/.test(each),
    )
    .map(([each, value]) => `${each.slice(name.length + 1)} ${valueText(value)}`);
  return [...(chosen === undefined ? [] : [valueText(chosen)]), ...options].join(', ');
}

/**
 * The names of settings that tell the items apart, the earliest first: each splits a group that the ones before it leave together.
 */
export function tellingSettings(items: readonly Settings[]): string[] {
  const names = [...new Set(items.flatMap((each) => Object.keys(each)))];
  const told: string[] = [];
  const groups = (by: readonly string[]) =>
    new Set(items.map((item) => keyOf(by.map((name) => item[name])))).size;
  for (const name of names) if (groups([...told, name]) > groups(told)) told.push(name);
  return told;
}

/** Settings without those of some names, and without their options: without `optimizer` there is no `optimizer.momentum`. */
export function without(settings: Settings, names: readonly string[]): Settings {
  return Object.fromEntries(
    Object.entries(settings).filter(([name]) => !names.includes(name.split('.')[0]!)),
  );
}

/** The settings called `names`, as far as they are there, in words; of one with options instead of a value, all of these. */
export function tellSettings(names: readonly string[], settings: Settings): string[] {
  return names.flatMap((name) => {
    if (settings[name] !== undefined) return [tellSetting(name, settings[name])];
    const told = tellWhole(settings, name);
    return told === '' ? [] : [`${settingName(name)} ${told}`];
  });
}

/** A setting as people say it: `width 64`, `optimizer momentum 0.9`, `bf16`. */
export function tellSetting(name: string, value: unknown): string {
  if (SELF_EVIDENT.has(name) && typeof value === 'string') return value;
  return `${settingName(name)} ${value === undefined ? 'not set' : valueText(value)}`;
}

/** Whose values need no name. */
const SELF_EVIDENT = new Set(['network', 'precision', 'dataset', 'engine', 'statistics', 'views']);

/** The name of a setting in words: `optimizer.kind` is the optimizer, `evaluateEvery` is `evaluate every`. */
export function settingName(name: string): string {
  const words = (CHOICE.exec(name)?.[1] ?? name).replaceAll('.', ' ');
  return words.replace(/[a-z](?=[A-Z])/g, '$& ').toLowerCase();
}

/** Orders values of one setting: numbers by size, texts as people number them (`8`, `16`), absent ones first. */
export function compareValues(left: unknown, right: unknown): number {
  if (left === undefined || right === undefined)
    return Number(left !== undefined) - Number(right !== undefined);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return collator.compare(valueText(left), valueText(right));
}

/** Orders by the first setting whose values differ. */
export function compareSettings(left: Settings, right: Settings): number {
  return Object.keys({ ...left, ...right }).reduce(
    (found, name) => found || compareValues(left[name], right[name]),
    0,
  );
}

const collator = new Intl.Collator('en', { numeric: true });

/** A value as it is shown: anything as JSON, but a text as it is where it could be nothing else. */
export function valueText(value: unknown): string {
  const isPlain = typeof value === 'string' && !OTHER_VALUE.test(value);
  return isPlain ? value : JSON.stringify(value ?? null);
}

/** A text that would be taken for a number or a truth value. */
const OTHER_VALUE = /^(?:[-+]?[\d.]+(?:e[-+]?\d+)?|true|false|null|)$/i;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Images that batch norm normalised together in training: a ghost group, else a batch. */
export function sizeTrainedWith(settings: Settings): unknown {
  return settings['norm.ghost'] ?? settings['batchSize'];
}
