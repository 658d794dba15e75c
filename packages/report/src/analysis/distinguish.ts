import { keyOf } from './key-of.ts';
import { tellSetting } from './settings.ts';

/** Something to be named by its name and, where that is not enough, by facts about it. */
export interface Nameable {
  readonly name: string;
  /** Facts in order of preference; values are compared as JSON. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * What must be said beside each item's name to tell it from the others of the same name: the fewest facts, the
 * earliest first, e.g. `width 64, bf16`. Items that nothing else tells from their namesakes get an empty text.
 */
export function distinguish(items: readonly Nameable[]): string[] {
  return items.map((item) => {
    let rivals = items.filter(
      (other) => other.name === item.name && keyOf(other.facts) !== keyOf(item.facts),
    );
    const told: string[] = [];
    for (const [fact, value] of Object.entries(item.facts)) {
      const remaining = rivals.filter((rival) => keyOf(rival.facts[fact]) === keyOf(value));
      if (remaining.length === rivals.length) continue;
      rivals = remaining;
      told.push(tellSetting(fact, value));
    }
    return told.join(', ');
  });
}

/** The items' names, each with what tells it from the others of the same name: `Balanced, width 64`. */
export function distinctNames(items: readonly Nameable[]): string[] {
  const details = distinguish(items);
  return items.map(({ name }, index) => (details[index] === '' ? name : `${name}, ${details[index]}`));
}
