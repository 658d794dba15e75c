import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether this code is the TypeScript of the repository, as it stands or compiled on the way; else it is that of an installed package. */
export const runsFromSource = import.meta.url.endsWith('.ts');

/** Absolute path of this package's folder. */
export const ownFolder = nearestPackage(dirname(fileURLToPath(import.meta.url)));

/** Absolute path of the file that runs the command line. */
export const commandFile = join(ownFolder, 'bin', 'batchmates.mjs');

/** The version of this package, the same for all packages of the project. */
export function ownVersion(): string {
  const manifest = JSON.parse(readFileSync(join(ownFolder, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}

function nearestPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : nearestPackage(dirname(folder));
}
