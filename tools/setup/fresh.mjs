import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ version?: string, resolved?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} Locked */

/**
 * Whether `node_modules` holds what `package-lock.json` asks for, by the record that npm keeps of every installation
 * (a few milliseconds). Optional packages may be missing. Gives the reason when it does not.
 * @param {string} root
 * @returns {{ fresh: true } | { fresh: false, reason: string }}
 */
export function checkInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return { fresh: false, reason: 'node_modules is missing' };
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(record);
  for (const [path, { version, integrity, resolved, link, optional, devOptional, peer }] of Object.entries(
    wanted,
  )) {
    // Workspaces are listed under their own folder too, where npm's record has links only.
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) continue;
    const found = installed[path];
    if (found === undefined) {
      if (optional === true || devOptional === true || peer === true) continue;
      return { fresh: false, reason: `${path} is missing` };
    }
    const same =
      link === true
        ? found.resolved === resolved
        : found.version === version && found.integrity === integrity;
    if (!same) return { fresh: false, reason: `${path} is not the version in package-lock.json` };
  }
  return { fresh: true };
}

/** @param {string} file @returns {Record<string, Locked>} */
function readPackages(file) {
  try {
    const { packages } = /** @type {{ packages?: Record<string, Locked> }} */ (
      JSON.parse(readFileSync(file, 'utf8'))
    );
    return packages ?? {};
  } catch {
    // Cut short or not JSON: nothing in it can be relied on.
    return {};
  }
}
