import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '@batchmates/errors';
import { parseObject } from '../init/edit-json.ts';
import { isNxPlugin, NX_PLUGIN } from '../nx-plugin.ts';

/**
 * The script of Nx with which the workspace runs its pipelines; undefined where its `nx.json` does not name the plugin, or there is none. Throws a
 * `UserError` (`run/no-nx`) where Nx is named and not installed, and for an `nx.json` that is no JSON object.
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
      expected: `nx and ${NX_PLUGIN}, which it names`,
      received: 'nx is not installed',
      remedy: `npm install --save-dev nx ${NX_PLUGIN}, or remove nx.json to run without Nx`,
      cause,
    });
  }
}

function namesPlugin(file: string): boolean {
  if (!existsSync(file)) return false;
  // Comments may stand in it.
  const { plugins } = parseObject({ file, text: readFileSync(file, 'utf8'), comments: true });
  return Array.isArray(plugins) && plugins.some(isNxPlugin);
}
