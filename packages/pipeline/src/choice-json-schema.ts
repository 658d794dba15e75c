import type { z } from 'zod';
import { toJson, type JsonSchema } from './to-json.ts';

/** A built-in item that a param may choose. */
export interface Offer {
  readonly name: string;
  readonly summary: string;
  /** Schema of its options; none when it takes no options. */
  readonly options?: z.ZodType;
}

/** The built-in items by the registry's name. */
export type Offers = Readonly<Record<string, readonly Offer[]>>;

/**
 * The JSON Schema of a choice: a built-in name or any other text, or an object with `kind` and the options of that item.
 * The options of an item from a file are not known here.
 */
export function choiceJsonSchema(offers: readonly Offer[]): JsonSchema {
  const names = offers.map(({ name }) => name);
  const others = {
    type: 'object',
    description: 'An item of your own, with its options.',
    properties: { kind: { type: 'string', not: { enum: names } } },
    required: ['kind'],
  };
  return { anyOf: [{ enum: names }, { type: 'string' }, ...offers.map(withOptions), others] };
}

function withOptions({ name, summary, options }: Offer): JsonSchema {
  const schema = options === undefined ? {} : toJson(options);
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, JsonSchema>;
    required?: readonly string[];
  };
  return {
    type: 'object',
    description: summary,
    properties: { kind: { const: name }, ...properties },
    required: ['kind', ...required],
    additionalProperties: false,
  };
}
