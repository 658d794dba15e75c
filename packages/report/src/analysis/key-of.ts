import { canonicalJson } from '@batchmates/artifact';

/** Equal for values that are the same as JSON. */
export function keyOf(value: unknown): string {
  return canonicalJson(value ?? null);
}
