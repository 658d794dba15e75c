import { basename, extname } from 'node:path';
import { sortKeys } from '@batchmates/artifact';
import { isModulePath } from '@batchmates/stage';
import type { Scalar, WrittenValue } from './pipeline-file.ts';
import { hasReference } from './reference.ts';

/** One value of a matrix axis: a plain value, or an object with the name that stands for it. */
export type AxisValue = Scalar | NamedValue;

/** An object as the value of a matrix axis. */
export class NamedValue {
  /** Its key `name`, else what its texts and numbers say; empty where they say nothing. */
  readonly name: string;
  /** The object without its key `name`, keys in alphabetical order at every depth. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Whether there is a `${...}` inside that is still to be replaced. */
  readonly open: boolean;

  constructor(name: string, value: Readonly<Record<string, unknown>>, open: boolean) {
    this.name = name;
    this.value = sortKeys(value) as Record<string, unknown>;
    this.open = open;
  }
}

/** Takes a value as it stands in the file; an object gets its name. */
export function axisValue(written: WrittenValue): AxisValue {
  if (typeof written !== 'object') return written;
  const { name, ...rest } = written;
  return new NamedValue(name ?? nameOf(rest), rest, hasReference(rest));
}

/** What stands for a value where an object would be too long: in `artifact.json`, in messages and inside texts. */
export function shortValue(value: AxisValue): Scalar {
  return typeof value === 'object' ? value.name : value;
}

/** Whether two values are the same; objects by what is in them, wherever they were written. */
export function sameValue(left: AxisValue, right: AxisValue): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

/**
 * A name made of the texts, numbers and flags at any depth of `value`: texts first, then the others, each in the order of their keys, so that
 * the order in which keys are written changes no name. `{ batchSize: 20, batching: { kind: balanced, samplesPerClass: 2 } }` is
 * `balanced-20-2`. What holds a `${...}` is left out: the axis that it refers to names it.
 */
export function nameOf(value: unknown): string {
  const leaves = leavesOf(sortKeys(value)).filter((leaf) => !hasReference(leaf));
  const texts = leaves.filter((leaf) => typeof leaf === 'string');
  const others = leaves.filter((leaf) => typeof leaf !== 'string');
  return [...texts.map(withoutFolder), ...others.map(String)].join('-');
}

/** A text that is a path of a module goes by the name of the file. */
export function withoutFolder(text: string): string {
  return isModulePath(text) ? basename(text, extname(text)) : text;
}

function leavesOf(value: unknown): unknown[] {
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(leavesOf) : [value];
}
