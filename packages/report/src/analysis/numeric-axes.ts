import { tellThose, type Arm } from './arm.ts';
import { capital } from './capital.ts';
import { keyOf } from './key-of.ts';
import { compareValues, settingName, tellingSettings, type Settings } from './settings.ts';

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
  const axes: NumericAxis[] = [];
  const covered = new Set<string>();
  for (const name of Object.keys(arms[0]?.settings ?? {})) {
    if (covered.has(name)) continue;
    const linked = linkedTo(name, arms);
    const lines = linesAlong(name, linked, arms).filter(({ points }) => points.length >= FEWEST_POINTS);
    if (lines.length === 0) continue;
    linked.forEach((each) => covered.add(each));
    const also = linked.length === 0 ? '' : ` (with ${linked.map(settingName).join(', ')})`;
    axes.push({ name, label: `${settingName(name)}${also}`, lines });
  }
  return axes;
}

/** Settings whose values follow from the axis, and the axis from them, among arms of the same strategy. */
function linkedTo(name: string, arms: readonly Arm[]): string[] {
  const names = new Set(arms.flatMap(({ settings }) => Object.keys(settings)));
  names.delete(name);
  return [...names].filter((other) => {
    const pairs = new Set(arms.map((arm) => keyOf([arm.strategy, arm.settings[name], arm.settings[other]])));
    const ofAxis = new Set(arms.map((arm) => keyOf([arm.strategy, arm.settings[name]])));
    const ofOther = new Set(arms.map((arm) => keyOf([arm.strategy, arm.settings[other]])));
    const varies = arms.some((arm) =>
      arms.some(
        (each) =>
          each.strategy === arm.strategy && keyOf(each.settings[other]) !== keyOf(arm.settings[other]),
      ),
    );
    // Constant within other strategies, it is linked all the same.
    return varies && pairs.size === ofAxis.size && ofOther.size <= ofAxis.size;
  });
}

function linesAlong(name: string, linked: readonly string[], arms: readonly Arm[]): AxisLine[] {
  const groups = new Map<string, { readonly others: Settings; readonly arms: Arm[] }>();
  for (const arm of arms.filter(({ settings }) => typeof settings[name] === 'number')) {
    const others = Object.fromEntries(
      Object.entries(arm.settings).filter(([each]) => each !== name && !linked.includes(each)),
    );
    const group = groups.get(keyOf([arm.strategy, others])) ?? { others, arms: [] };
    group.arms.push(arm);
    groups.set(keyOf([arm.strategy, others]), group);
  }
  const found = [...groups.values()];
  const telling = tellingSettings(
    found.map(({ others }) =>
      Object.fromEntries(Object.entries(others).filter(([each]) => !/^batching(\.|$)/.test(each))),
    ),
  );
  return found.map(({ others, arms: members }) => ({
    label: [capital(members[0]!.strategy), ...tellThose(telling, others)].join(', '),
    points: members
      .map((arm) => ({ value: arm.settings[name] as number, arm }))
      .sort((left, right) => compareValues(left.value, right.value)),
  }));
}
