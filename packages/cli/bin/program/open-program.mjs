import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sha256 } from './sha256.mjs';

/** Of a compiled program: what it was made from, and the sha256 of its files. */
const MANIFEST = 'manifest.json';

/** How folders begin in which a program is being written. */
const UNFINISHED = '.';

/** Programs that were not used for so long (ms) go; not before, since a stage that still runs may load another file of its own. */
const KEPT = 7 * 24 * 3600_000;

/**
 * The command line compiled from the present sources, in `.cache/program`: to start it from source, hundreds of files of TypeScript are
 * found and read one by one. Compiled anew when a byte of its sources, a package's description or what is
 * installed is another, and when a file of it is damaged. Undefined when it cannot be compiled or kept: from source the
 * command line says why, or needs nothing kept.
 * @param {string} root the workspace
 * @returns {Promise<string | undefined>} URL of the module with `main`
 */
export async function openProgram(root) {
  const folder = join(root, '.cache', 'program');
  try {
    const program = findProgram(folder, root) ?? (await makeProgram(folder, root));
    return pathToFileURL(join(program, 'main.mjs')).href;
  } catch {
    return undefined;
  }
}

/** @param {string} folder @param {string} root */
function findProgram(folder, root) {
  const surroundings = describeSurroundings(root);
  // The last one made first.
  for (const name of namesIn(folder).sort().reverse()) {
    if (name.startsWith(UNFINISHED)) continue;
    const program = join(folder, name);
    try {
      const manifest = JSON.parse(readFileSync(join(program, MANIFEST), 'utf8'));
      if (manifest.surroundings !== surroundings) continue;
      if (!areTheSame(root, manifest.sources) || !areTheSame(program, manifest.files)) continue;
      keepInUse(program);
      return program;
    } catch {
      // Half written or damaged, or a source of it is gone.
      continue;
    }
  }
  return undefined;
}

/** @param {string} folder @param {string} root */
async function makeProgram(folder, root) {
  const { compileProgram } = await import('./compile.mjs');
  const surroundings = describeSurroundings(root);
  const { files, sources } = await compileProgram(root);
  if (describeSurroundings(root) !== surroundings) throw new Error('changed while it was read');
  mkdirSync(folder, { recursive: true });
  const partial = join(folder, `${UNFINISHED}${randomUUID()}`);
  const program = join(folder, `${Date.now()}-${process.pid}`);
  try {
    mkdirSync(partial);
    for (const [name, contents] of files) writeFileSync(join(partial, name), contents);
    writeFileSync(
      join(partial, MANIFEST),
      JSON.stringify({ surroundings, sources, files: digestsOf(files) }),
    );
    renameSync(partial, program);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  removeUnused(folder);
  keepInUse(program);
  return program;
}

/** Marks a program as used now and, while this process runs, every hour. One of another user, or that may not be written, is used all the same. */
function keepInUse(/** @type {string} */ program) {
  const mark = () => {
    try {
      const now = new Date();
      utimesSync(program, now, now);
    } catch {
      return;
    }
  };
  mark();
  setInterval(mark, 3600_000).unref();
}

/** Of all but source maps, which run nothing. @param {ReadonlyMap<string, Uint8Array>} files */
function digestsOf(files) {
  const code = [...files].filter(([name]) => !name.endsWith('.map'));
  return Object.fromEntries(code.map(([name, contents]) => [name, sha256(contents)]));
}

/**
 * Digest of what else decides how sources are compiled: where they stand, descriptions of packages, what npm has installed, and these
 * modules.
 * @param {string} root
 */
function describeSurroundings(root) {
  const packages = namesIn(join(root, 'packages')).map((name) => `packages/${name}`);
  const own = dirname(fileURLToPath(import.meta.url));
  const files = [
    ...packages.flatMap((each) => [`${each}/package.json`, `${each}/tsconfig.json`]),
    ...['tsconfig.base.json', 'package.json', 'node_modules/.package-lock.json'],
  ].map((file) => join(root, file));
  const all = [...files, ...namesIn(own).map((name) => join(own, name))];
  return sha256(JSON.stringify([root, process.version, ...all.map((file) => [file, digestOf(file)])]));
}

/** @param {string} file */
function digestOf(file) {
  try {
    return sha256(readFileSync(file));
  } catch {
    return 'absent';
  }
}

/** @param {string} folder @param {Readonly<Record<string, string>>} digests by path from `folder` */
function areTheSame(folder, digests) {
  return Object.entries(digests).every(([file, digest]) => digestOf(join(folder, file)) === digest);
}

/** @param {string} folder */
function removeUnused(folder) {
  for (const name of namesIn(folder)) {
    const program = join(folder, name);
    try {
      if (Date.now() - statSync(program).mtimeMs > KEPT) rmSync(program, { recursive: true, force: true });
    } catch {
      // Gone meanwhile, or another user's.
      continue;
    }
  }
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
