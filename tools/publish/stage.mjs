// `npm run build`: puts what goes to npm into `dist/npm/<folder>`, from what `tsc -b` has made. docs/publishing.md says what is in which package.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePage } from '../../packages/playground/bundle/bundle-page.mjs';
import { bundledManifest, publishedManifest } from './published-manifest.mjs';
import { readPackages, withBundled } from './packages.mjs';
import { copyTypefaces } from './typefaces.mjs';

/** @typedef {import('./packages.mjs').Package} Package */

/** Where the packages are put, each in the folder that it has under `packages/`. @param {string} root */
export function stagedFolder(root) {
  return join(root, 'dist', 'npm');
}

/** Stages every package that is published. Throws where `tsc -b` has not run. @param {string} root the repository */
export async function stage(root) {
  const packages = readPackages(root);
  const target = stagedFolder(root);
  rmSync(target, { recursive: true, force: true });
  const published = packages.filter(({ manifest }) => manifest.private !== true);
  for (const each of published) {
    const folder = join(target, each.folder);
    const bundled = withBundled(each, packages);
    await copyPackage(root, each, folder);
    writeManifest(folder, publishedManifest(each, { packages, bundled, root }));
    for (const inside of bundled) {
      const place = join(folder, 'node_modules', ...inside.manifest.name.split('/'));
      await copyPackage(root, inside, place);
      writeManifest(place, bundledManifest(publishedManifest(inside, { packages, bundled: [], root })));
    }
  }
  return published.map(({ folder, manifest }) => ({ name: manifest.name, folder: join(target, folder) }));
}

/** @param {string} root @param {Package} each @param {string} folder */
async function copyPackage(root, { directory, manifest }, folder) {
  mkdirSync(folder, { recursive: true });
  const isPublished = manifest.private !== true;
  // Helps for tests are for users of published packages alone.
  const withTesting = isPublished && manifest.exports?.['./testing'] !== undefined && !('bin' in manifest);
  const sources = join(directory, 'src');
  const compiled = join(directory, 'dist', 'src');
  if (!existsSync(compiled)) throw new Error(`${relative(root, compiled)} is missing: run npx tsc -b first`);
  /** @param {string} from */
  const wanted = (from) => withTesting || !/[/\\]testing([/\\]|$)/.test(relative(directory, from));
  const code = join(folder, 'dist', 'src');
  if (isPublished) {
    cpSync(sources, join(folder, 'src'), { recursive: true, filter: wanted });
    cpSync(compiled, code, { recursive: true, filter: wanted });
  } else {
    // Nobody imports these by their names: neither types nor sources are asked for.
    cpSync(compiled, code, {
      recursive: true,
      filter: (from) => wanted(from) && !/\.map$|\.d\.[cm]?ts$/.test(from),
    });
    dropReferencesToMaps(code);
  }
  copyOthers(sources, code, (from) => wanted(from) && (isPublished || !from.endsWith('.d.ts')));
  rewriteDeclarations(code);
  for (const name of ['bin', ...(manifest.files ?? [])]) {
    if (!existsSync(join(directory, name))) continue;
    // What compiles the sources of the repository.
    cpSync(join(directory, name), join(folder, name), {
      recursive: true,
      filter: (from) => relative(directory, from) !== join('bin', 'program'),
    });
  }
  if (manifest.name === '@batchmates/ingestion') {
    copyTypefaces(root, manifest, code);
    cpSync(join(root, 'data-manifests'), join(folder, 'data-manifests'), { recursive: true });
  }
  if (manifest.name === '@batchmates/playground') {
    await bundlePage(join(code, 'bundled'));
    // What the bundle is made of.
    for (const part of ['page', 'worker']) rmSync(join(code, part), { recursive: true });
  }
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  const own = join(directory, 'README.md');
  writeFileSync(join(folder, 'README.md'), existsSync(own) ? readFileSync(own) : readmeOf(manifest));
}

/**
 * What `tsc` leaves out: data and modules in plain JavaScript, which are run from beside the compiled ones. Entries of worker threads teach
 * their thread to read TypeScript; compiled, they need not.
 * @param {string} sources @param {string} compiled @param {(file: string) => boolean} wanted
 */
function copyOthers(sources, compiled, wanted) {
  for (const name of readdirSync(sources, { recursive: true }).map(String)) {
    const from = join(sources, name);
    const isCompiled = /(?<!\.d)\.tsx?$/.test(name) || !/\.\w+$/.test(name);
    if (isCompiled || !wanted(from) || existsSync(join(compiled, name))) continue;
    mkdirSync(join(compiled, name, '..'), { recursive: true });
    const worker = /([^/\\]+)-entry\.mjs$/.exec(name)?.[1];
    if (worker === undefined) cpSync(from, join(compiled, name));
    else writeFileSync(join(compiled, name), `import './${worker}.js';\n`);
  }
}

/** @param {string} folder */
function dropReferencesToMaps(folder) {
  for (const name of readdirSync(folder, { recursive: true }).map(String)) {
    if (!/\.[cm]?js$/.test(name)) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
  }
}

/** `tsc` rewrites `./file.ts` in modules, and leaves it in declarations. @param {string} folder */
function rewriteDeclarations(folder) {
  for (const name of readdirSync(folder, { recursive: true }).map(String)) {
    if (!/\.d\.[cm]?ts$/.test(name)) continue;
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(/(["'])(\.{1,2}\/[^"'\n]+)\.tsx?\1/g, '$1$2.js$1'));
  }
}

/** @param {import('./packages.mjs').Manifest} manifest */
function readmeOf({ name, description }) {
  return `# ${name}

${description}

Part of [Batchmates](https://www.npmjs.com/package/batchmates), whose documentation describes it; its sources are in \`src\`. All packages of
Batchmates are released together and belong together: install the same version of each.
`;
}

/** @param {string} folder @param {object} manifest */
function writeManifest(folder, manifest) {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const staged = await stage(fileURLToPath(new URL('../..', import.meta.url)));
  process.stdout.write(`${staged.length} packages in dist/npm\n`);
}
