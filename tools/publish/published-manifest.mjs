import { readManifest } from './packages.mjs';

/** @typedef {import('./packages.mjs').Manifest} Manifest */
/** @typedef {import('./packages.mjs').Package} Package */

/**
 * The package.json of a package as it is published: exports lead to what was compiled, packages of the project are required in the very version, and
 * what only the repository needs is gone.
 * @param {Package} each
 * @param {{ packages: readonly Package[], bundled: readonly Package[], root: string }} options `bundled`: the private packages that travel in its tarball
 */
export function publishedManifest({ manifest, folder }, { packages, bundled, root }) {
  const repository = /** @type {{ repository: object, engines: object, homepage?: string }} */ (
    /** @type {unknown} */ (readManifest(root))
  );
  const { name, version, description, license, type, bin, executors, nx } = manifest;
  // What differs where it is published.
  const own = /** @type {Partial<Manifest>} */ (manifest.publishConfig ?? {});
  const all = [manifest, own, ...bundled.map((each) => each.manifest)];
  const dependencies = sorted({
    ...merged(all.map(ofNpm)),
    ...ofProject(manifest, packages),
    ...Object.fromEntries(bundled.map((each) => [each.manifest.name, each.manifest.version])),
  });
  // Optional packages are hundreds of megabytes that npm would install unasked: who wants one installs it.
  const optional = merged(all.map((each) => each.optionalDependencies ?? {}));
  const peers = merged(all.map((each) => each.peerDependencies ?? {}));
  const peerDependencies = sorted({
    ...Object.fromEntries(
      Object.entries(peers).map(([peer, range]) => [peer, versionOf(peer, packages) ?? range]),
    ),
    ...optional,
  });
  const peerDependenciesMeta = sorted({
    ...merged(all.map((each) => each.peerDependenciesMeta ?? {})),
    ...Object.fromEntries(Object.keys(optional).map((peer) => [peer, { optional: true }])),
  });
  return withoutEmpty({
    ...{ name, version, description, license, type },
    repository: { ...repository.repository, directory: `packages/${folder}` },
    homepage: repository.homepage,
    engines: repository.engines,
    sideEffects: false,
    bin,
    exports: manifest.exports && publishedExports(manifest),
    imports: own.imports ?? manifest.imports,
    executors,
    // Which of the packages are engines is asked when work is digested.
    nx: nx && { name: nx.name, tags: nx.tags },
    files: ['bin', 'dist', 'src', ...(manifest.files ?? [])],
    ...{ dependencies, peerDependencies, peerDependenciesMeta },
    bundleDependencies: bundled.map((each) => each.manifest.name),
    publishConfig: { access: 'public' },
  });
}

/**
 * The package.json of a package that travels in the tarball of another, whose own dependencies are among the other's. npm must not see them: it leaves a package
 * that both ask for, and that does not fit the one at the top, an empty folder. What caching asks of them is kept under `needs`, optional ones
 * among it.
 * @param {object} manifest as `publishedManifest` gives it
 */
export function bundledManifest(manifest) {
  const {
    dependencies,
    peerDependencies,
    peerDependenciesMeta: _,
    ...others
  } = /** @type {Record<string, object | undefined>} */ (manifest);
  return withoutEmpty({ ...others, needs: { ...dependencies, ...peerDependencies } });
}

/** @param {Manifest} manifest */
function publishedExports(manifest) {
  const entries = Object.entries(manifest.exports ?? {}).filter(
    ([entry]) => entry !== './testing' || !('bin' in manifest),
  );
  return Object.fromEntries(entries.map(([entry, file]) => [entry, published(file)]));
}

/** TypeScript is compiled, JavaScript runs as it is; with the condition `@batchmates/source`, all is as in the repository. @param {string | object} file */
function published(file) {
  if (typeof file !== 'string') return file;
  const compiled = file.replace(/^\.\/src\//, './dist/src/');
  if (/\.tsx?$/.test(file)) {
    const stem = compiled.replace(/\.tsx?$/, '');
    return { '@batchmates/source': file, types: `${stem}.d.ts`, default: `${stem}.js` };
  }
  if (!file.startsWith('./src/')) return file;
  return { types: compiled.replace(/\.([cm]?)js$/, '.d.$1ts'), default: file };
}

/** What comes from npm, by range; typefaces come with the package that draws them. @param {Partial<Manifest>} manifest */
function ofNpm({ dependencies = {} }) {
  return Object.fromEntries(
    Object.entries(dependencies).filter(
      ([name]) => !name.startsWith('@batchmates/') && !name.startsWith('@fontsource/'),
    ),
  );
}

/** Packages of the project, each in its own version. @param {Manifest} manifest @param {readonly Package[]} packages */
function ofProject({ dependencies = {} }, packages) {
  return Object.fromEntries(
    Object.keys(dependencies).flatMap((name) => {
      const version = versionOf(name, packages);
      return version === undefined ? [] : [[name, version]];
    }),
  );
}

/** One record of several; throws where two of them differ. @template Value @param {readonly Record<string, Value>[]} records @returns {Record<string, Value>} */
function merged(records) {
  /** @type {Record<string, Value>} */
  const all = {};
  for (const [key, value] of records.flatMap((each) => Object.entries(each))) {
    if (Object.hasOwn(all, key) && JSON.stringify(all[key]) !== JSON.stringify(value)) {
      throw new Error(
        `packages that are published together ask for ${key} ${String(all[key])} and ${String(value)}`,
      );
    }
    all[key] = value;
  }
  return all;
}

/** @param {string} name @param {readonly Package[]} packages */
function versionOf(name, packages) {
  return packages.find(({ manifest }) => manifest.name === name)?.manifest.version;
}

/** @template Value @param {Record<string, Value>} record @returns {Record<string, Value>} */
function sorted(record) {
  return Object.fromEntries(Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** @param {Record<string, unknown>} record */
function withoutEmpty(record) {
  return Object.fromEntries(
    Object.entries(record).filter(
      ([, value]) =>
        value !== undefined &&
        !(typeof value === 'object' && value !== null && Object.keys(value).length === 0),
    ),
  );
}
