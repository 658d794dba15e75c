import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { UserError } from '@batchmates/errors';

/** Whether a file is named as a module is: `mine.ts`, `mine.mjs`. Of such files alone the contents count as code. */
export function hasModuleEnding(file: string): boolean {
  return ENDING.test(extname(file));
}

const ENDING = /^\.[cm]?[jt]sx?$/;

/** A file that a pipeline calls `name`, as an item of this kind. */
export interface NamedModule {
  readonly kind: string;
  readonly name: string;
  /** Its absolute path. */
  readonly file: string;
}

/**
 * Throws a `UserError` (`<kind>/no-module`) unless `file` is there and has the ending of a module. What reads TypeScript would find
 * `mine.ts` for `./mine` and `./mine.js` too, but the cache would not know that this file counts.
 */
export function refuseNoModule({ kind, name, file }: NamedModule): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() === true && hasModuleEnding(file)) return;
  const meant = likelyMeant(file);
  throw new UserError({
    code: `${dashed(kind)}/no-module`,
    what: `${kind} ${name}`,
    expected: hasModuleEnding(file) ? `a module ${file}` : 'a module, with the ending of its file',
    received: describe(found),
    remedy:
      meant === undefined
        ? 'mend the path; it starts at the folder of the pipeline file'
        : `write ${dirname(name)}/${meant}`,
  });
}

/** A kind of items as codes of errors begin with it: `data-source`. */
export function dashed(kind: string): string {
  return kind.replaceAll(' ', '-');
}

function describe(found: { isDirectory(): boolean; isFile(): boolean } | undefined): string {
  if (found === undefined) return 'no such file';
  if (found.isDirectory()) return 'a folder';
  return found.isFile() ? 'a file without one' : 'no regular file';
}

/** The module beside `file` that has its name with another ending. */
function likelyMeant(file: string): string | undefined {
  const stems = [basename(file), ...(hasModuleEnding(file) ? [basename(file, extname(file))] : [])];
  return namesIn(dirname(file)).find(
    (name) =>
      name !== basename(file) && hasModuleEnding(name) && stems.includes(basename(name, extname(name))),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
