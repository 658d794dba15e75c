import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stage } from '../stage.mjs';
import type { LocalRegistry } from './local-registry.ts';

/** A package as npm published it. */
export interface PublishedPackage {
  readonly name: string;
  /** The staged folder. */
  readonly folder: string;
  /** Paths in the tarball. */
  readonly files: readonly string[];
  /** Of the tarball, in bytes. */
  readonly packed: number;
  /** Of its files, in bytes. */
  readonly unpacked: number;
}

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** Compiles, stages and publishes every package, as a release does. */
export async function publishAll({ environment }: LocalRegistry): Promise<readonly PublishedPackage[]> {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], { cwd: REPOSITORY });
  const staged = await stage(REPOSITORY);
  return staged.map(({ name, folder }) => {
    const told = execFileSync('npm', ['publish', '--json'], {
      cwd: folder,
      env: { ...process.env, ...environment },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { files, size, unpackedSize } = published(JSON.parse(told));
    return { name, folder, files: files.map(({ path }) => path), packed: size, unpacked: unpackedSize };
  });
}

interface Told {
  readonly files: readonly { readonly path: string }[];
  readonly size: number;
  readonly unpackedSize: number;
}

/** Older npm tells of the package itself, newer of the packages by name. */
function published(told: unknown): Told {
  return (told as Partial<Told>).files === undefined
    ? (Object.values(told as Record<string, Told>)[0] as Told)
    : (told as Told);
}
