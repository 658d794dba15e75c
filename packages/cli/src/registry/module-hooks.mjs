import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Registered before what reads TypeScript: a third party's file that imports or exports as modules do is one, also where no `package.json`
 * above it says `"type": "module"`. It would be taken for CommonJS otherwise, which cannot import what runs here.
 * @type {import('node:module').ResolveHook}
 */
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const isOpen = found.format === undefined || found.format === null;
  return isOpen && isUntypedModule(found.url) ? { ...found, format: 'module' } : found;
}

/** @param {string} url */
function isUntypedModule(url) {
  if (!/^file:.*\.[jt]sx?$/.test(url) || url.includes('/node_modules/')) return false;
  const file = fileURLToPath(url);
  return existsSync(file) && typeOf(dirname(file)) === undefined && MODULE.test(readFileSync(file, 'utf8'));
}

/** A line that begins with `export`, or with an `import` that is no call. */
const MODULE = /^[ \t]*(export\b|import[\s{*'"])/m;

/** What the nearest `package.json` says, as Node looks for it. @param {string} folder @returns {unknown} */
function typeOf(folder) {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).type;
  const above = dirname(folder);
  return above === folder ? undefined : typeOf(above);
}
