import { capital } from '@batchmates/metrics';
import { group } from 'd3-array';
import type { Arm } from './arm.ts';
import { keyOf } from './key-of.ts';
import {
  compareValues,
  settingName,
  tellingSettings,
  tellSettings,
  without,
  type Settings,
} from './settings.ts';

/** A setting with numbers for values, along which errors can be drawn. */
export interface NumericAxis {
  /** The setting, e.g. `width`. */
  readonly name: string;
  /** In words, with the settings that change together with it: `batch size (with batching samples per class)`. */
  readonly label: string;
  readonly lines: readonly AxisLine[];
}

/** Arms that differ in nothing but the axis, by its values. */
export interface AxisLine {
  /** `Balanced`, and what else tells the line from others. */
  readonly label: string;
  readonly points: readonly { readonly value: number; readonly arm: Arm }[];
}

/** Fewer are no line to look at. */
const FEWEST_POINTS = 3;

/** The numeric settings along which at least three arms differ in nothing else. */
export function numericAxes(arms: readonly Arm[]): NumericAxis[] {
  const varying = varyingSettings(arms);
  const axes: NumericAxis[] = [];
  const covered = new Set<string>();
  for (const [name, values] of varying) {
    if (covered.has(name) || !arms.some(({ settings }) => typeof settings[name] === 'number')) continue;
    const others = [...varying].filter(([other]) => other !== name);
    const linked = others.flatMap(([other, its]) => (goTogether(values, its, arms) ? [other] : []));
    const lines = linesAlong(name, linked, arms).filter(({ points }) => points.length >= FEWEST_POINTS);
    if (lines.length === 0) continue;
    linked.forEach((each) => covered.add(each));
    const also = linked.length === 0 ? '' : ` (with ${linked.map(settingName).join(', ')})`;
    axes.push({ name, label: `${settingName(name)}${also}`, lines });
  }
  return axes;
}

/** The settings in which some arms differ, each with the value of every arm as a text to compare. */
function varyingSettings(arms: readonly Arm[]): ReadonlyMap<string, readonly string[]> {
  const names = new Set(arms.flatMap(({ settings }) => Object.keys(settings)));
  const values = [...names].map((name) => [name, arms.map(({ settings }) => keyOf(settings[name]))] as const);
  return new Map(values.filter(([, each]) => new Set(each).size > 1));
}

/**
 * Whether a setting changes with the axis and with nothing else: among the arms of every strategy it is constant, or each of its values
 * belongs to one of the axis.
 */
function goTogether(axis: readonly string[], other: readonly string[], arms: readonly Arm[]): boolean {
  const strategies = [...new Set(arms.map(({ strategy }) => strategy))];
  const kinds = strategies.map((strategy) => {
    const members = arms.flatMap((arm, index) => (arm.strategy === strategy ? [index] : []));
    const ofAxis = new Set(members.map((index) => axis[index]));
    const ofOther = new Set(members.map((index) => other[index]));
    const pairs = new Set(members.map((index) => `${axis[index]}\n${other[index]}`));
    if (ofOther.size === 1) return 'constant';
    return pairs.size === ofAxis.size && pairs.size === ofOther.size ? 'linked' : 'free';
  });
  return kinds.includes('linked') && !kinds.includes('free');
}

function linesAlong(name: string, linked: readonly string[], arms: readonly Arm[]): AxisLine[] {
  const othersOf = ({ settings }: Arm): Settings =>
    Object.fromEntries(Object.entries(settings).filter(([each]) => each !== name && !linked.includes(each)));
  const groups = group(
    arms.filter(({ settings }) => typeof settings[name] === 'number'),
    (arm) => keyOf([arm.strategy, othersOf(arm)]),
  );
  const found = [...groups.values()].map((members) => ({ members, others: othersOf(members[0]!) }));
  const telling = tellingSettings(found.map(({ others }) => without(others, ['batching'])));
  return found.map(({ members, others }) => ({
    label: [capital(members[0]!.strategy), ...tellSettings(telling, others)].join(', '),
    points: members
      .map((arm) => ({ value: arm.settings[name] as number, arm }))
      .sort((left, right) => compareValues(left.value, right.value)),
  }));
}
