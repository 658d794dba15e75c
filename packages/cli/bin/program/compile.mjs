import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sha256 } from './sha256.mjs';

/** Names of the files of a compiled program: where the command line starts, and the loader's worker threads. */
const ENTRIES = {
  main: 'packages/cli/src/main.ts',
  'loader-worker-entry': 'packages/loader/src/loader-worker.ts',
  'small-worker-entry': 'packages/ingestion/src/images/small/small-worker.ts',
};

/** The file with the entry of each package of the workspace, by the package's name. */
const PACKAGES = 'packages.json';

/**
 * Compiles the command line with esbuild. Installed packages stay where they are; what is loaded on demand from source is a file
 * of its own here, too.
 * @param {string} root the workspace
 * @returns {Promise<{ files: Map<string, Uint8Array>, sources: Record<string, string> }>} the files by name, and the sha256 of every
 *   file of the workspace that they were made from, by its path from the root
 */
export async function compileProgram(root) {
  const { build, stop } = await import('esbuild');
  const packages = packageEntries(root);
  /** @type {Record<string, string>} */
  const sources = {};
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { ...ENTRIES, ...Object.fromEntries(packages.map(({ entry, file }) => [entry, file])) },
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // As Node resolves, without a bundler's condition `module`.
    conditions: [],
    // Names of classes show in messages.
    keepNames: true,
    define: {
      MODULE_HOOKS: JSON.stringify(new URL('../../src/registry/module-hooks.mjs', import.meta.url).href),
      FOREIGN_HOOKS: JSON.stringify(new URL('./foreign-hooks.mjs', import.meta.url).href),
    },
    sourcemap: true,
    sourcesContent: false,
    outdir: join(root, '.cache', 'program', 'any'),
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
    plugins: [asFromSource(root, (path, contents) => (sources[relative(root, path)] = sha256(contents)))],
  });
  // Its service would stay as long as the stage that is about to run.
  await stop();
  const files = new Map(outputFiles.map(({ path, contents }) => [path.split(sep).at(-1), contents]));
  files.set(
    PACKAGES,
    Buffer.from(
      JSON.stringify(Object.fromEntries(packages.map(({ name, entry }) => [name, `${entry}.mjs`]))),
    ),
  );
  return { files, sources };
}

/** Every package with an entry of its own, as `package.json` has it; one that is a command alone has none. @param {string} root */
function packageEntries(root) {
  const folder = join(root, 'packages');
  return readdirSync(folder)
    .sort()
    .filter((each) => existsSync(join(folder, each, 'package.json')))
    .flatMap((each) => {
      const { name, exports } = JSON.parse(readFileSync(join(folder, each, 'package.json'), 'utf8'));
      const file = exports?.['.'];
      return file === undefined ? [] : [{ name, entry: `package-${each}`, file: join(folder, each, file) }];
    });
}

const FOREIGN = fileURLToPath(new URL('./import-foreign.mjs', import.meta.url));

/**
 * Keeps a module's view of its surroundings as it is when it runs from source.
 * @param {string} root the workspace
 * @param {(path: string, contents: Uint8Array) => void} onRead told of every source as it is compiled
 * @returns {import('esbuild').Plugin}
 */
const asFromSource = (root, onRead) => ({
  name: 'as-from-source',
  setup(build) {
    build.onResolve({ filter: /\/import-foreign\.ts$/ }, () => ({ path: FOREIGN }));
    build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === RESOLVING || kind === 'entry-point' || path.startsWith('node:')) return undefined;
      const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: RESOLVING });
      // An optional package that is not there is missed when it is asked for.
      if (found.errors.length > 0) return { path, external: true };
      if (found.external || !isInstalled(relative(root, found.path))) return found;
      // By its place: a package's own `node_modules` go before those of the workspace.
      return { path: pathToFileURL(found.path).href, external: true };
    });
    build.onLoad({ filter: /./ }, ({ path }) => {
      const contents = readFileSync(path);
      onRead(path, contents);
      return { contents: withOwnUrl(contents.toString(), path), loader: loaderOf(path) };
    });
  },
});

/** @param {string} path @returns {import('esbuild').Loader} */
function loaderOf(path) {
  if (path.endsWith('.tsx')) return 'tsx';
  if (path.endsWith('.json')) return 'json';
  return path.endsWith('.ts') ? 'ts' : 'js';
}

const RESOLVING = Symbol('resolving');

/** @param {string} path from the workspace's root */
function isInstalled(path) {
  return `${sep}${path}`.includes(`${sep}node_modules${sep}`);
}

/**
 * Modules find files beside them by `import.meta.url`; worker threads alone are files of the program.
 * @param {string} text
 * @param {string} path
 */
function withOwnUrl(text, path) {
  if (path === FOREIGN) return text;
  return text.replaceAll(/(new Worker\(new URL\([^()]*)?\bimport\.meta\.url\b/g, (whole, worker) =>
    worker === undefined ? JSON.stringify(pathToFileURL(path).href) : whole,
  );
}
