import { stringify } from 'yaml';
import { z } from 'zod';
import { code, table } from './table.ts';

/** The parts of a JSON Schema that are shown. */
export interface PropertySchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly PropertySchema[];
  readonly oneOf?: readonly PropertySchema[];
  readonly items?: PropertySchema;
  readonly prefixItems?: readonly PropertySchema[];
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, PropertySchema>>;
  readonly additionalProperties?: PropertySchema | boolean;
  readonly required?: readonly string[];
}

/**
 * A table with a row for each key of an options schema: default, type, range, description. A key within another one is written `outer.inner`; where
 * an object is one of several kinds, its keys come below each kind.
 */
export function optionsTable(schema: z.ZodType): string {
  const rows = rowsOf(toJson(schema), '');
  return rows.length === 0 ? 'None.' : table(['key', 'default', 'value and meaning'], rows);
}

/** The JSON Schema of what people write. */
function toJson(schema: z.ZodType): PropertySchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as PropertySchema;
}

function rowsOf({ properties = {}, required = [] }: PropertySchema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([key, property]) => {
    const name = `${prefix}${key}`;
    const preset =
      property.default !== undefined
        ? code(yaml(property.default))
        : required.includes(key) && property.const === undefined
          ? 'required'
          : '';
    const { description } = property;
    const meaning = valueOf(property) + (description === undefined ? '' : `: ${description}`);
    return [[code(name), preset, meaning], ...nested(property, name)];
  });
}

function nested(property: PropertySchema, name: string): string[][] {
  const own = rowsOf(property, `${name}.`);
  const chosen = choicesOf(property).flatMap((choice) => {
    const { kind, ...others } = choice.properties ?? {};
    // A choice of an item of a registry has a kind of any name: its options stand on a page of their own.
    if (kind?.const === undefined) return [];
    const rows = rowsOf({ ...choice, properties: others }, `${name}.`);
    return [[code(`${name}.kind: ${yaml(kind.const)}`), '', ''], ...rows];
  });
  return [...own, ...chosen];
}

/** What may be written for a property. */
function valueOf(property: PropertySchema): string {
  if (property.const !== undefined) return code(yaml(property.const));
  if (property.enum !== undefined) return property.enum.map((each) => code(yaml(each))).join(', ');
  const choices = choicesOf(property);
  if (choices.length > 0) return [...new Set(choices.map(valueOf))].join(' or ');
  if (property.prefixItems !== undefined) return `[${property.prefixItems.map(valueOf).join(', ')}]`;
  if (property.type === 'array') return `list of ${valueOf(property.items ?? {})}`;
  const kind = property.properties?.['kind']?.const;
  if (kind !== undefined) return code(`kind: ${yaml(kind)}`);
  const types = [property.type ?? 'anything'].flat().join(' or ');
  return [types, rangeOf(property)].filter((part) => part !== '').join(', ');
}

/** The range of a number in words; limits that every number on a computer keeps are left out. */
function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: PropertySchema): string {
  const stated = (limit: number | undefined): limit is number =>
    limit !== undefined && Math.abs(limit) !== Number.MAX_SAFE_INTEGER;
  return [
    stated(exclusiveMinimum) ? `above ${exclusiveMinimum}` : stated(minimum) ? `from ${minimum}` : '',
    stated(exclusiveMaximum) ? `below ${exclusiveMaximum}` : stated(maximum) ? `to ${maximum}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function choicesOf({ anyOf, oneOf }: PropertySchema): readonly PropertySchema[] {
  return anyOf ?? oneOf ?? [];
}

/** A value as it is written in YAML, on one line. */
function yaml(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
}
