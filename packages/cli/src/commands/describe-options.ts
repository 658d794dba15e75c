import { z } from 'zod';

interface PropertySchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly PropertySchema[];
  readonly oneOf?: readonly PropertySchema[];
  readonly description?: string;
  readonly default?: unknown;
}

/** One line for every key of an options schema: name, type, default, description. */
export function describeOptions(schema: z.ZodObject): string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  }) as {
    readonly properties?: Readonly<Record<string, PropertySchema>>;
    readonly required?: readonly string[];
  };
  const width = Math.max(0, ...Object.keys(properties).map((key) => key.length));
  return Object.entries(properties).map(([key, property]) => {
    const preset =
      property.default !== undefined
        ? `, default ${JSON.stringify(property.default)}`
        : required.includes(key)
          ? ', required'
          : '';
    const description = property.description === undefined ? '' : `: ${property.description}`;
    return `${key.padEnd(width)}  ${typeOf(property)}${preset}${description}`;
  });
}

function typeOf(property: PropertySchema): string {
  if (property.const !== undefined) return JSON.stringify(property.const);
  if (property.enum !== undefined) return property.enum.map(String).join(' | ');
  const options = property.anyOf ?? property.oneOf;
  if (options !== undefined) return [...new Set(options.map(typeOf))].join(' | ');
  return [property.type ?? 'anything'].flat().join(' | ');
}
