import { readFileSync } from 'node:fs';
import { register } from 'node:module';

/** @type {Promise<void> | undefined} */
let ready;

/**
 * Stands in the compiled program for `packages/stage/src/import-foreign.ts`: third parties' modules may be TypeScript, and what
 * they import of this workspace must be what runs here, or their `UserError` would be another class than ours.
 * @param {string} specifier
 * @returns {Promise<unknown>}
 */
export async function importForeign(specifier) {
  ready ??= prepare();
  await ready;
  return import(specifier);
}

async function prepare() {
  // MODULE_HOOKS and FOREIGN_HOOKS are defined when the program is compiled: the addresses of `module-hooks.mjs` and `foreign-hooks.mjs`.
  register(MODULE_HOOKS);
  const typeScript = await import('tsx/esm/api');
  typeScript.register();
  const packages = readFileSync(new URL('./packages.json', import.meta.url), 'utf8');
  register(FOREIGN_HOOKS, {
    data: { program: new URL('./', import.meta.url).href, packages: JSON.parse(packages) },
  });
}
