import { isAbsolute, resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import { didYouMean, UserError, UserErrors, hasSystemCode } from '@batchmates/errors';

/** Named things of one kind that stages may be asked to use: batching strategies, protocols, stages. */
export interface Registry<Item> {
  readonly names: readonly string[];
  /**
   * The item called `name`; a name that starts with `./` or `../` is a module, relative to `directory`, whose
   * default export is the item. Throws a `UserError` that suggests the nearest known name.
   */
  resolve(name: string, directory: string): Promise<Item>;
}

/** What a registry is made of. */
export interface RegistryOptions<Item> {
  /** What an item is, for messages, e.g. `batching strategy`. */
  readonly kind: string;
  /** A loader for every name; called when the item is asked for, so that listing names loads nothing. */
  readonly items: Readonly<Record<string, () => Item | Promise<Item>>>;
  /** Whether a module's default export is such an item. */
  readonly accepts: (value: unknown) => value is Item;
  /** What `accepts` looks for, for messages, e.g. `an object with name, summary, options and plan()`. */
  readonly shape: string;
}

/**
 * Builds a registry: a value to pass on, never filled later. Besides the given names, `resolve` takes a module
 * (`./file.ts`, relative to `directory`) and the name of an installed package. It throws a `UserError`:
 * `<kind>/unknown`, `<kind>/no-module`, `<kind>/wrong-export` or `<kind>/broken-module` (kind with dashes).
 */
export function createRegistry<Item>(options: RegistryOptions<Item>): Registry<Item> {
  const names = Object.keys(options.items);
  return {
    names,
    async resolve(name, directory) {
      if (Object.hasOwn(options.items, name)) return options.items[name]!();
      if (isModulePath(name)) return loadModule(options, name, resolvePath(directory, name));
      return loadPackage(options, names, name);
    },
  };
}

/** Whether a name in a pipeline file stands for a module beside it. */
export function isModulePath(name: string): boolean {
  return /^\.\.?\//.test(name) || isAbsolute(name);
}

async function loadModule<Item>(options: RegistryOptions<Item>, name: string, file: string): Promise<Item> {
  try {
    return accept(options, name, await import(pathToFileURL(file).href));
  } catch (cause) {
    if (isMissing(cause, file)) {
      throw new UserError({
        code: `${dashed(options.kind)}/no-module`,
        what: `${options.kind} ${name}`,
        expected: `a module ${file}`,
        received: 'no such file',
        remedy: 'mend the path; it starts at the folder of the pipeline file',
        cause,
      });
    }
    throw asBroken(options.kind, name, cause);
  }
}

async function loadPackage<Item>(
  options: RegistryOptions<Item>,
  names: readonly string[],
  name: string,
): Promise<Item> {
  try {
    if (!/^(@[\w.-]+\/)?[\w.-]+(\/[\w./-]+)?$/.test(name)) throw unknown(options.kind, names, name);
    return accept(options, name, await import(name));
  } catch (cause) {
    if (isMissing(cause, name)) throw unknown(options.kind, names, name);
    throw asBroken(options.kind, name, cause);
  }
}

function accept<Item>({ kind, accepts, shape }: RegistryOptions<Item>, name: string, module: unknown): Item {
  const value = (module as { readonly default?: unknown }).default;
  if (accepts(value)) return value;
  throw new UserError({
    code: `${dashed(kind)}/wrong-export`,
    what: `${kind} ${name}`,
    expected: `a default export that is ${shape}`,
    received: value === undefined ? 'no default export' : `another ${typeof value}`,
  });
}

function unknown(kind: string, names: readonly string[], name: string): UserError {
  return new UserError({
    code: `${dashed(kind)}/unknown`,
    what: `unknown ${kind} "${name}"`,
    expected: `one of ${names.join(', ')}, or a ./file.ts`,
    remedy: didYouMean(name, names),
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

/** Whether the very module asked for is absent (and not something that it imports). */
function isMissing(cause: unknown, asked: string): boolean {
  const code = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ENOENT'].some((each) =>
    hasSystemCode(cause, each),
  );
  if (!code || !(cause instanceof Error)) return false;
  const [, missing] = /(?:module|package|url|open) '?([^'\s]+)'?/i.exec(cause.message) ?? [];
  return (
    missing !== undefined &&
    (missing === asked || missing === pathToFileURL(asked).href || asked.startsWith(`${missing}/`))
  );
}

function dashed(kind: string): string {
  return kind.replaceAll(' ', '-');
}
