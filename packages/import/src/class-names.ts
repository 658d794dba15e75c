import { readFile } from 'node:fs/promises';
import { UserError } from '@batchmates/errors';
import { locate, sourcesOf } from '@batchmates/stage';
import { z } from 'zod';

/** How a pipeline file gives the classes of an imported network. */
export const classesSchema = z.union([
  z.number().int().positive(),
  z.array(z.string().min(1)).min(1),
  z.string().min(1),
]);

/** Their number, their names, or a text file with a name on each line. */
export type Classes = number | string | readonly string[];

/** Files that the classes are read from. */
export function classFiles(classes: Classes | undefined, pipelineDirectory: string): readonly string[] {
  return typeof classes === 'string' ? sourcesOf(classes, pipelineDirectory) : [];
}

/**
 * The names of the classes in the order of the outputs; numbers from 0 where only their number is known. Throws a `UserError` for a file that is
 * absent or has no names, and for a name that comes twice.
 */
export async function classNamesOf(
  classes: Classes,
  { pipelineDirectory }: { readonly pipelineDirectory: string },
): Promise<readonly string[]> {
  if (typeof classes === 'number') return Array.from({ length: classes }, (_, label) => String(label));
  const names =
    typeof classes === 'string' ? await namesIn(locate(classes, pipelineDirectory, 'classes')) : classes;
  const twice = names.find((name, label) => names.indexOf(name) !== label);
  if (twice === undefined) return names;
  throw new UserError({
    code: 'import/class-twice',
    what: 'classes',
    expected: 'each name once',
    received: `"${twice}" twice`,
  });
}

async function namesIn(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UserError({ code: 'import/classes', what: `classes: ${path} cannot be read`, cause });
  });
  const names = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (names.length > 0) return names;
  throw new UserError({
    code: 'import/classes',
    what: `classes: ${path}`,
    expected: 'a name on each line',
    received: 'an empty file',
  });
}
