import { UserError } from '@batchmates/errors';
import { isNxPlugin, NX_PLUGIN } from '../nx-plugin.ts';
import { parseObject, withElement, withValue } from './edit-json.ts';
import { readIfThere, type FileChange } from './file-change.ts';

const FRESH = `{
  "$schema": "./node_modules/nx/schemas/nx-schema.json",
  "neverConnectToCloud": true,
  "analytics": false,
  "useDaemonProcess": false,
  "parallel": 2,
  "maxCacheSize": "20GB",
  "plugins": ["${NX_PLUGIN}"]
}
`;

/**
 * The plugin in `nx.json`, and Nx without its daemon, in which pipelines cannot be planned; a new file where there is none. Throws a `UserError` when the file is no JSON
 * object with a list of plugins.
 */
export async function changeNxJson(folder: string): Promise<FileChange> {
  const file = 'nx.json';
  const before = await readIfThere(folder, file);
  if (before === undefined) return { file, content: FRESH, added: [], left: [] };
  let text = before;
  const { plugins = [], useDaemonProcess } = parseObject({ file, text, comments: true });
  const [added, left]: [string[], string[]] = [[], []];
  if (!Array.isArray(plugins)) throw notAList(file);
  if (!plugins.some(isNxPlugin)) {
    text = withElement(text, ['plugins'], NX_PLUGIN);
    added.push(`plugin ${NX_PLUGIN}`);
  }
  if (useDaemonProcess === undefined) {
    text = withValue(text, ['useDaemonProcess'], false);
    added.push('useDaemonProcess: false');
  } else if (useDaemonProcess !== false)
    left.push('useDaemonProcess, where pipelines need Nx without its daemon (false, or NX_DAEMON=false)');
  return { file, ...(text !== before && { content: text }), added, left };
}

function notAList(file: string): UserError {
  return new UserError({
    code: 'init/json',
    what: `${file}, plugins`,
    expected: 'a list',
    remedy: 'mend it and run again; nothing was written',
  });
}
