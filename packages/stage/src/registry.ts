import { isAbsolute, resolve as resolvePath } from 'node:path';
import { didYouMean, UserError } from '@batchmates/errors';
import { importModule, importPackage, type ImportForeign } from './import-item.ts';

/** Named things of one kind that stages may be asked to use: batching strategies, protocols, stages. */
export interface Registry<Item> {
  /** The built-in names, in the order in which they are listed. */
  names(): Promise<readonly string[]>;
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
  /** The built-in items: loaders by name, called when an item is asked for; or a source of them. */
  readonly items: Readonly<Record<string, () => Item | Promise<Item>>> | ItemSource<Item>;
  /** Whether a module's default export is such an item. */
  readonly accepts: (value: unknown) => value is Item;
  /** What `accepts` looks for, for messages, e.g. `an object with name, summary, options and plan()`. */
  readonly shape: string;
  /** Imports a third party's module by its URL, or a package by its name; Node's `import()` by default. */
  readonly importForeign?: ImportForeign;
}

/** Built-in items whose names are known only when their packages are loaded. */
export interface ItemSource<Item> {
  names(): Promise<readonly string[]>;
  /** The item called `name`, if there is one; loads no more than it needs. */
  find(name: string): Promise<Item | undefined>;
}

/**
 * Builds a registry: a value to pass on, never filled later. Besides the given names, `resolve` takes a module
 * (`./file.ts`, relative to `directory`) and the name of an installed package. It throws a `UserError`:
 * `<kind>/unknown`, `<kind>/no-module`, `<kind>/wrong-export` or `<kind>/broken-module` (kind with dashes).
 */
export function createRegistry<Item>(options: RegistryOptions<Item>): Registry<Item> {
  const { kind } = options;
  const { names, find } = sourceOf(options.items);
  return {
    names,
    async resolve(name, directory) {
      const found = await find(name);
      if (found !== undefined) return found;
      if (isModulePath(name)) return importModule(options, name, resolvePath(directory, name));
      const imported = await importPackage(options, name);
      if (imported !== undefined) return imported;
      const known = await names();
      throw new UserError({
        code: `${kind.replaceAll(' ', '-')}/unknown`,
        what: `unknown ${kind} "${name}"`,
        expected: `one of ${known.join(', ')}, or a ./file.ts`,
        remedy: didYouMean(name, known),
      });
    },
  };
}

/** Whether a name in a pipeline file stands for a module beside it. */
export function isModulePath(name: string): boolean {
  return /^\.\.?\//.test(name) || isAbsolute(name);
}

function sourceOf<Item>(items: RegistryOptions<Item>['items']): ItemSource<Item> {
  if (isSource(items)) return items;
  return {
    names: async () => Object.keys(items),
    find: async (name) => (Object.hasOwn(items, name) ? items[name]!() : undefined),
  };
}

function isSource<Item>(items: RegistryOptions<Item>['items']): items is ItemSource<Item> {
  return typeof items['find'] === 'function' && typeof items['names'] === 'function';
}
