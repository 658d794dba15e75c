import { UserError, UserErrors } from '@batchmates/errors';
import type { z } from 'zod';
import { readText } from './regular-file.ts';

/** A JSON file and what must be in it. */
export interface JsonFile<Schema extends z.ZodType> {
  readonly path: string;
  /** What it is called in messages, e.g. `manifest`. */
  readonly kind: string;
  /** The code of its mistakes. */
  readonly code: string;
  readonly schema: Schema;
}

/** Reads and checks a JSON file. Throws `UnreadableFile`, a `UserError` for what is no JSON, and one for each thing wrong in it. */
export async function readJson<Schema extends z.ZodType>(file: JsonFile<Schema>): Promise<z.output<Schema>> {
  const { path, kind, code, schema } = file;
  const parsed = schema.safeParse(parse(await readText(path), file));
  if (parsed.success) return parsed.data;
  throw new UserErrors(
    parsed.error.issues.map(
      ({ path: key, message }) =>
        new UserError({ code, what: `${kind} ${path}, ${key.join('.') || 'top level'}: ${message}` }),
    ),
  );
}

function parse(text: string, { path, kind, code }: JsonFile<z.ZodType>): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const received = (cause as Error).message;
    throw new UserError({ code, what: `${kind} ${path}`, expected: 'JSON', received, cause });
  }
}
