import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What is read of a package.json.
 * @typedef {{
 *   name: string, version: string, description: string, license: string, type?: string, private?: boolean, files?: string[],
 *   bin?: object, exports?: Record<string, string | object>, imports?: Record<string, string>, executors?: string, nx?: { name?: string, tags?: string[] },
 *   dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>,
 *   peerDependencies?: Record<string, string>, peerDependenciesMeta?: Record<string, { optional?: boolean }>,
 *   publishConfig?: Record<string, unknown>,
 * }} Manifest
 */

/** @typedef {{ folder: string, directory: string, manifest: Manifest }} Package */

/** Every package under `packages/`. @param {string} root the repository @returns {Package[]} */
export function readPackages(root) {
  const packages = join(root, 'packages');
  return readdirSync(packages)
    .toSorted()
    .map((folder) => ({ folder, directory: join(packages, folder) }))
    .filter(({ directory }) => existsSync(join(directory, 'package.json')))
    .map((each) => ({ ...each, manifest: readManifest(each.directory) }));
}

/** @param {string} directory @returns {Manifest} */
export function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/**
 * The private packages that a published one needs, directly or not: they travel in its tarball.
 * @param {Package} each @param {readonly Package[]} packages @returns {Package[]}
 */
export function withBundled(each, packages) {
  /** @type {Map<string, Package>} */
  const found = new Map();
  /** @param {Package} from */
  const visit = (from) => {
    for (const name of Object.keys(from.manifest.dependencies ?? {})) {
      const needed = packages.find(({ manifest }) => manifest.name === name);
      if (needed === undefined || needed.manifest.private !== true || found.has(name)) continue;
      found.set(name, needed);
      visit(needed);
    }
  };
  visit(each);
  return [...found.values()].toSorted((left, right) => (left.folder < right.folder ? -1 : 1));
}
