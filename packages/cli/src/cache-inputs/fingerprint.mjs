// Plain JavaScript: Nx runs this file for every task that reads data from outside the workspace, and plain Node starts
// in 40 ms where a TypeScript loader takes five times as long.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Names, sizes and modification times of everything under a path, digested (sha256, hexadecimal). Contents are not
 * read: a data set may have many gigabytes. A path that does not exist has a digest of its own.
 * @param {string} path absolute
 * @returns {string}
 */
export function fingerprint(path) {
  const hash = createHash('sha256');
  describe(path, '', hash);
  return hash.digest('hex');
}

/** @param {string} path @param {string} name @param {import('node:crypto').Hash} hash */
function describe(path, name, hash) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    hash.update(`${name}\0absent\n`);
  } else if (found.isDirectory()) {
    // A link to a folder is named, not followed: it may lead back to where it stands.
    if (name !== '' && lstatSync(path).isSymbolicLink()) hash.update(`${name}\0link\n`);
    else for (const entry of readdirSync(path).sort()) describe(join(path, entry), `${name}/${entry}`, hash);
  } else {
    hash.update(`${name}\0${found.size}\0${found.mtimeMs}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const path of process.argv.slice(2)) process.stdout.write(`${fingerprint(path)}\n`);
}
