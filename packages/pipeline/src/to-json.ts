import { z } from 'zod';

/** A JSON Schema, as far as it matters here. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The JSON Schema of what a zod schema takes (not of what it makes of it). */
export function toJson(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
