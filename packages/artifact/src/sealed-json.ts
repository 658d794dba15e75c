import { canonicalJson } from './canonical-json.ts';
import { invariant } from '@batchmates/errors';
import { digestValue } from './digest.ts';
import { parseJson } from './files/parse-json.ts';

/** Bytes of a sealed file at most: the manifest of a data set of ten thousand shards has two million. */
export const LARGEST_JSON = 64 * 2 ** 20;

/** What a sealed text holds (without its digest), or how it differs from what was written. */
export type Unsealed =
  | { readonly intact: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly intact: false; readonly expected: string; readonly received: string };

/** Canonical JSON of an object with one more member, `digest`: the sha256 of the object's canonical JSON without it. */
export function sealJson(value: Readonly<Record<string, unknown>>): string {
  invariant(!('digest' in value), 'the member "digest" is that of the seal');
  return canonicalJson({ ...value, digest: digestValue(value) });
}

/** Reads what `sealJson` wrote; every text that differs from it in any byte is reported as not intact. */
export function unsealJson(bytes: Uint8Array): Unsealed {
  const text = Buffer.from(bytes).toString('utf8');
  const parsed = parseObject(text);
  if (parsed === undefined) return { intact: false, expected: 'JSON', received: 'something else' };
  const { digest, ...value } = parsed;
  const found = digestOf(value);
  if (digest !== found)
    return {
      intact: false,
      expected: `sha256 ${typeof digest === 'string' ? digest : 'of itself in "digest"'}`,
      received: found,
    };
  if (Buffer.compare(Buffer.from(sealJson(value)), bytes) !== 0)
    return { intact: false, expected: 'the layout in which it was written', received: 'another' };
  return { intact: true, value };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  const value = parseJson(text);
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** The digest, or a word for it: a damaged exponent can make a number infinite, which has no JSON form. */
function digestOf(value: Readonly<Record<string, unknown>>): string {
  try {
    return digestValue(value);
  } catch {
    return 'a number without end';
  }
}
