import { pathToFileURL } from 'node:url';
import { hasSystemCode, UserError, UserErrors } from '@batchmates/errors';
import { dashed, refuseNoModule } from './module-file.ts';

/** How a module's default export is told from something else. */
export interface Expected<Item> {
  readonly kind: string;
  readonly accepts: (value: unknown) => value is Item;
  readonly shape: string;
  /** Imports a module by its URL, or a package by its name; Node's `import()` by default. */
  readonly importForeign?: ImportForeign;
}

/** Imports a third party's module or package, given its URL or name. */
export type ImportForeign = (specifier: string) => Promise<unknown>;

const importAsNode: ImportForeign = (specifier) => import(specifier);

/** The default export of the module `file`, which a pipeline calls `name`. Throws a `UserError` when there is none such. */
export async function importModule<Item>(
  expected: Expected<Item>,
  name: string,
  file: string,
): Promise<Item> {
  refuseNoModule({ kind: expected.kind, name, file });
  try {
    return accept(expected, name, await importWith(expected, pathToFileURL(file).href));
  } catch (cause) {
    throw asBroken(expected.kind, name, cause);
  }
}

/** The default export of an installed package; `undefined` when no package of this name is installed. */
export async function importPackage<Item>(expected: Expected<Item>, name: string): Promise<Item | undefined> {
  if (!/^(@[\w.-]+\/)?[\w.-]+(\/[\w./-]+)?$/.test(name)) return undefined;
  try {
    return accept(expected, name, await importWith(expected, name));
  } catch (cause) {
    if (isMissing(cause, name)) return undefined;
    throw asBroken(expected.kind, name, cause);
  }
}

function importWith<Item>(
  { importForeign = importAsNode }: Expected<Item>,
  specifier: string,
): Promise<unknown> {
  return importForeign(specifier);
}

function accept<Item>({ kind, accepts, shape }: Expected<Item>, name: string, module: unknown): Item {
  const value = (module as { readonly default?: unknown }).default;
  if (accepts(value)) return value;
  throw new UserError({
    code: `${dashed(kind)}/wrong-export`,
    what: `${kind} ${name}`,
    expected: `a default export that is ${shape}`,
    received: value === undefined ? 'no default export' : `another ${typeof value}`,
  });
}

function asBroken(kind: string, name: string, cause: unknown): unknown {
  if (cause instanceof UserError || cause instanceof UserErrors) return cause;
  return new UserError({
    code: `${dashed(kind)}/broken-module`,
    what: `${kind} ${name} does not load`,
    received: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause),
    cause,
  });
}

/** Whether the very package asked for is absent (and not something that it imports). */
function isMissing(cause: unknown, asked: string): boolean {
  const code = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ENOENT'].some((each) =>
    hasSystemCode(cause, each),
  );
  if (!code || !(cause instanceof Error)) return false;
  const [, missing] = /(?:module|package|url|open) '?([^'\s]+)'?/i.exec(cause.message) ?? [];
  return missing !== undefined && (missing === asked || asked.startsWith(`${missing}/`));
}
