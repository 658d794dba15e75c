import { resolve } from 'node:path';

/** What a module beside a pipeline file is made of. */
export interface ModuleGraph {
  /** Absolute paths of the module and of everything it imports by a relative path. */
  readonly files: readonly string[];
  /** Names of the packages it imports, workspace packages among them. */
  readonly packages: readonly string[];
}

/** Follows a module's imports with esbuild; imports of packages are not entered. Throws when a module cannot be parsed. */
export async function moduleGraph(file: string, root: string): Promise<ModuleGraph> {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    entryPoints: [file],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  const packages = imports
    .filter(({ external, path }) => external === true && !path.startsWith('node:'))
    .map(({ path }) => packageOf(path));
  return {
    files: Object.keys(metafile.inputs).map((path) => resolve(root, path)),
    packages: [...new Set(packages)],
  };
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
