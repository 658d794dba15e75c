import { z } from 'zod';
import type { KeyPath } from './source-map.ts';
import { valueAt } from './value-at.ts';

/**
 * The keys that an object schema knows at a path inside it, where `value` was written; empty where it knows none (records,
 * unknown values). Of a union told apart by a key, such as `kind`, only the member that `value` chose counts.
 */
export function knownKeys(schema: z.ZodType, path: KeyPath, value: unknown): readonly string[] {
  const bare = unwrap(schema);
  if (bare instanceof z.ZodUnion) {
    const keys = membersFor(bare, value).flatMap((member) => knownKeys(member, path, value));
    return [...new Set(keys)];
  }
  const [key, ...rest] = path;
  if (key === undefined) return bare instanceof z.ZodObject ? Object.keys(bare.shape) : [];
  const child = childOf(bare, key);
  return child === undefined ? [] : knownKeys(child, rest, valueAt(value, [key]));
}

function membersFor(union: z.ZodUnion, value: unknown): readonly z.ZodType[] {
  const members = union.options as readonly z.ZodType[];
  if (!(union instanceof z.ZodDiscriminatedUnion)) return members;
  const { discriminator } = union.def;
  const chosen = members.filter((member) => {
    const schema = childOf(unwrap(member), discriminator);
    return schema?.safeParse(valueAt(value, [discriminator])).success === true;
  });
  return chosen.length === 0 ? members : chosen;
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
