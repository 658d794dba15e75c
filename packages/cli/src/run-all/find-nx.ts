import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '@batchmates/errors';

/** What a workspace that runs its pipelines with Nx has among the plugins of its `nx.json`. */
const PLUGIN = '@batchmates/nx';

/**
 * The script of Nx with which the workspace runs its pipelines; undefined where its `nx.json` does not name the plugin, or there is none. Throws a
 * `UserError` (`run/no-nx`) where Nx is named and not installed.
 */
export function findNx(root: string): string | undefined {
  if (!namesPlugin(join(root, 'nx.json'))) return undefined;
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('nx/package.json');
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly bin: { readonly nx: string } };
    return join(dirname(manifest), bin.nx);
  } catch (cause) {
    throw new UserError({
      code: 'run/no-nx',
      what: `nx.json of ${root}`,
      expected: `nx and ${PLUGIN}, which it names`,
      received: 'nx is not installed',
      remedy: `npm install --save-dev nx ${PLUGIN}, or remove nx.json to run without Nx`,
      cause,
    });
  }
}

function namesPlugin(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    const { plugins = [] } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly plugins?: readonly unknown[];
    };
    return plugins.some(
      (each) => (each as { readonly plugin?: unknown }).plugin === PLUGIN || each === PLUGIN,
    );
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
