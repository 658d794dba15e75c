import { stringify } from 'yaml';
import { z } from 'zod';

interface PropertySchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly PropertySchema[];
  readonly oneOf?: readonly PropertySchema[];
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, PropertySchema>>;
  readonly required?: readonly string[];
}

/**
 * One line for every key of an options schema: name, type, default, description. Below a key that holds options of its
 * own come those, indented; where there is a choice of several, each under its `kind`.
 */
export function describeOptions(schema: z.ZodObject): string[] {
  return describeProperties(
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as PropertySchema,
  );
}

function describeProperties({ properties = {}, required = [] }: PropertySchema): string[] {
  const width = Math.max(0, ...Object.keys(properties).map((key) => key.length));
  return Object.entries(properties).flatMap(([key, property]) => {
    const preset =
      property.default !== undefined
        ? `, default ${presetOf(property.default)}`
        : required.includes(key)
          ? ', required'
          : '';
    const description = property.description === undefined ? '' : `: ${property.description}`;
    return [
      `${key.padEnd(width)}  ${typeOf(property)}${preset}${description}`,
      ...nested(property).map((line) => `  ${line}`),
    ];
  });
}

function nested(property: PropertySchema): string[] {
  if (property.properties !== undefined) return describeProperties(property);
  return choicesOf(property).flatMap((choice) => {
    const { kind, ...others } = choice.properties ?? {};
    // A choice of an item of a registry has a kind of any name: its options are listed by another command.
    if (kind?.const === undefined) return [];
    const lines = describeProperties({ ...choice, properties: others });
    return [`kind: ${presetOf(kind.const)}`, ...lines.map((line) => `  ${line}`)];
  });
}

function choicesOf({ anyOf, oneOf }: PropertySchema): readonly PropertySchema[] {
  return anyOf ?? oneOf ?? [];
}

/** Defaults as they are written in YAML. */
function presetOf(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
}

function typeOf(property: PropertySchema): string {
  if (property.const !== undefined) return presetOf(property.const);
  if (property.enum !== undefined) return property.enum.map(String).join(' | ');
  const choices = choicesOf(property);
  if (choices.length > 0) return [...new Set(choices.map(typeOf))].join(' | ');
  return [property.type ?? 'anything'].flat().join(' | ');
}
