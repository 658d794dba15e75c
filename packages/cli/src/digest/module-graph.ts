import { basename, dirname, relative, resolve } from 'node:path';
import { contentDigest, isForeign } from './content-digest.ts';
import type { DigestMemory } from './digest-memory.ts';

/** What a module outside the workspace's packages is made of. */
export interface ModuleGraph {
  /** Absolute path of the module's folder. */
  readonly folder: string;
  /** Digest of the module and of everything it imports by a relative path, by the path from the module's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** The packages it imports, workspace packages among them, and from where. */
  readonly packages: readonly ImportedPackage[];
}

/** A package and the absolute path of a folder in which it is imported. */
export interface ImportedPackage {
  readonly name: string;
  readonly from: string;
}

/**
 * Follows a module's imports with esbuild; imports of packages are not entered. Of a module that esbuild does not understand, its
 * whole folder counts.
 */
export async function moduleGraph(file: string, memory: DigestMemory): Promise<ModuleGraph> {
  const folder = dirname(file);
  const { build } = await import('esbuild');
  const built = await build({
    // An entry point would be read as a pattern.
    stdin: {
      contents: `import ${JSON.stringify(`./${basename(file)}`)}`,
      resolveDir: folder,
      sourcefile: ENTRY,
    },
    absWorkingDir: folder,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  }).catch(() => undefined);
  if (built === undefined) {
    const whole = await contentDigest(folder, { memory, large: true, without: isForeign });
    return { folder, files: { '.': whole }, packages: [] };
  }
  const inputs = Object.entries(built.metafile.inputs)
    .filter(([path]) => path !== ENTRY)
    .map(([path, { imports }]) => ({ path: resolve(folder, path), imports }));
  const files = await Promise.all(
    inputs.map(
      async ({ path }) =>
        [
          relative(folder, path).replaceAll('\\', '/'),
          await contentDigest(path, { memory, large: true }),
        ] as const,
    ),
  );
  return {
    folder,
    files: Object.fromEntries(files),
    packages: inputs.flatMap(({ path, imports }) =>
      imports
        .filter(({ external, path: specifier }) => external === true && !specifier.startsWith('node:'))
        .map(({ path: specifier }) => ({ name: packageOf(specifier), from: dirname(path) })),
    ),
  };
}

const ENTRY = '<entry>';

/** The package of what is imported: `@lab/stages` of `@lab/stages/train`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
