import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { register as registerTypeScript } from 'tsx/esm/api';

let ready = false;

/**
 * Stands in the compiled program for `packages/stage/src/import-foreign.ts`: third parties' modules may be TypeScript, and what
 * they import of this workspace must be what runs here, or their `UserError` would be another class than ours.
 * @param {string} specifier
 * @returns {Promise<unknown>}
 */
export function importForeign(specifier) {
  if (!ready) {
    ready = true;
    registerTypeScript();
    const packages = readFileSync(new URL('./packages.json', import.meta.url), 'utf8');
    register(FOREIGN_HOOKS, {
      data: { program: new URL('./', import.meta.url).href, packages: JSON.parse(packages) },
    });
  }
  return import(specifier);
}
