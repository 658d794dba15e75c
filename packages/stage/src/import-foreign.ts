/**
 * Imports a third party's module or package. The compiled program has another one in its place
 * (`packages/cli/bin/program/import-foreign.mjs`), which first teaches the process to read TypeScript.
 */
export function importForeign(specifier: string): Promise<unknown> {
  return import(specifier);
}
