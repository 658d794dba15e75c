import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { findWorkspace } from '@batchmates/errors';
import { runsFromSource } from '../own-package.ts';

/**
 * Imports a third party's module or package. In the repository the process reads TypeScript already, and the compiled program has another
 * one in its place (`packages/cli/bin/program/import-foreign.mjs`). Installed, it is taught to read TypeScript, and what such modules
 * import of `@batchmates/...` and zod is what runs here: of two copies of `UserError`, neither would know the other's.
 */
export async function importForeign(specifier: string): Promise<unknown> {
  if (!runsFromSource) await (prepared ??= prepare());
  return import(specifier);
}

let prepared: Promise<void> | undefined;

async function prepare(): Promise<void> {
  register(new URL('./module-hooks.mjs', import.meta.url));
  const typeScript = await import('tsx/esm/api');
  typeScript.register();
  register(new URL('./foreign-hooks.mjs', import.meta.url), {
    data: { program: import.meta.url, workspace: pathToFileURL(`${findWorkspace()}/`).href },
  });
}
