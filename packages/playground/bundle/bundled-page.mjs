import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePage } from './bundle-page.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * The page bundled from the present sources of the repository, in `.cache/playground`; bundled anew when one of them is another.
 * @returns {Promise<string>} the folder
 */
export async function bundledPage() {
  const cache = join(root, '.cache', 'playground');
  const folder = join(cache, digestOfSources());
  if (existsSync(folder)) return folder;
  const partial = join(cache, `.${randomUUID()}`);
  try {
    await bundlePage(partial);
    removeFormer(cache);
    renameSync(partial, folder);
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

/** Of every file of the packages that the page may be made of, of these scripts, and of what npm has installed. */
function digestOfSources() {
  const hash = createHash('sha256');
  const own = dirname(fileURLToPath(import.meta.url));
  const folders = [...packagesBelow('playground').map((name) => join(root, 'packages', name, 'src')), own];
  const files = folders.flatMap((folder) => filesIn(folder));
  for (const file of [...files, join(root, 'node_modules', '.package-lock.json')]) {
    if (!existsSync(file)) continue;
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 32);
}

/** A package of the workspace and those that it needs, by their folders. @param {string} first */
function packagesBelow(first) {
  const found = new Set([first]);
  for (const folder of found) {
    const { dependencies = {} } = JSON.parse(
      readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'),
    );
    for (const name of Object.keys(dependencies)) {
      if (name.startsWith('@batchmates/')) found.add(name.slice('@batchmates/'.length));
    }
  }
  return [...found].sort();
}

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A page of former sources that is so old (ms) is read by no process any more. */
const DAY = 24 * 3600_000;

/** @param {string} cache */
function removeFormer(cache) {
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - made > DAY) rmSync(folder, { recursive: true, force: true });
  }
}
