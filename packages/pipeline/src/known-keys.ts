import { z } from 'zod';
import type { KeyPath } from './source-map.ts';

/** The keys that an object schema knows at a path inside it; empty where it knows none (records, unknown values). */
export function knownKeys(schema: z.ZodType, path: KeyPath): readonly string[] {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodUnion)
    return [...new Set(bare.options.flatMap((option) => knownKeys(option as z.ZodType, path)))];
  const [key, ...rest] = path;
  if (key === undefined) return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
  const child = childOf(bare, key);
  return child === undefined ? [] : knownKeys(child, rest);
}

function childOf(schema: z.ZodType, key: string | number): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<string, z.ZodType>)[key];
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  return undefined;
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodPipe) return unwrap(schema.in as z.ZodType);
  return schema;
}
