import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';

/**
 * Which layers a layer may import from (tags `layer:...` of each package.json). Stages and engines do not import their
 * own layer: no stage knows another, no engine knows another.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const ALLOWED = {
  foundation: ['foundation'],
  domain: ['foundation', 'domain'],
  engine: ['foundation', 'domain'],
  stage: ['foundation', 'domain'],
  // Stages that bring a browser what it runs, an engine too, and what a report shows.
  page: ['foundation', 'domain', 'engine', 'stage'],
  app: ['foundation', 'domain', 'engine', 'stage', 'page'],
  tool: ['foundation', 'domain', 'engine', 'stage', 'page', 'app'],
};

/** @typedef {{ name: string, directory: string, layer: string, published: boolean, production: Set<string>, all: Set<string>, entries: Set<string> }} Package */

/**
 * What is read of a package.json.
 * @typedef {{
 *   name: string, private?: boolean, nx?: { tags?: string[] }, exports?: Record<string, unknown>,
 *   dependencies?: object, optionalDependencies?: object, peerDependencies?: object, devDependencies?: object,
 * }} Manifest
 */

/**
 * ESLint rule `boundaries`: an import may name a package that this one declares, by one of its `exports`, of a layer below
 * it; it may not leave the package by a relative path. Tests may also use `devDependencies`, of any layer.
 * @type {import('eslint').Rule.RuleModule}
 */
export const boundaries = {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'object',
        properties: { root: { type: 'string' } },
        required: ['root'],
        additionalProperties: false,
      },
    ],
    messages: {
      leaves: '{{name}} reaches into {{target}} by a relative path: import the package by its name.',
      undeclared: '{{name}} imports {{target}} without declaring it in its package.json.',
      deep: '{{target}} is not one of the exports of {{package}} (see its package.json).',
      private: '{{name}} is published and must not import {{target}}, which is not.',
      layer: '{{name}} (layer {{layer}}) must not import {{target}} (layer {{targetLayer}}).',
    },
  },
  create(context) {
    const { root } = /** @type {{ root: string }} */ (context.options[0]);
    const packages = readPackages(root);
    const home = packages.find(({ directory }) => context.filename.startsWith(directory + sep));
    if (home === undefined) return {};
    const path = relative(home.directory, context.filename);
    // `src/testing` is for tests: what a package offers to those of others.
    const production = path.startsWith(`src${sep}`) && !path.startsWith(`src${sep}testing${sep}`);
    /** @param {import('eslint').Rule.Node | import('estree').Node | null | undefined} node */
    const check = (node) => {
      const source = node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
      if (source === undefined || node === null || node === undefined) return;
      const problem = judge(source, { file: context.filename, home, packages, production });
      if (problem !== undefined) context.report({ node, ...problem });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (/** @type {{ source?: import('estree').Node }} */ node) => check(node.source),
    };
  },
};

/**
 * @param {string} source
 * @param {{ file: string, home: Package, packages: readonly Package[], production: boolean }} place
 */
function judge(source, { file, home, packages, production }) {
  // A package's own `imports`.
  if (source.startsWith('#')) return undefined;
  if (source.startsWith('node:') || builtinModules.includes(source)) return undefined;
  if (source.startsWith('.')) {
    const target = resolve(file, '..', source);
    const other = packages.find(({ directory }) => target.startsWith(directory + sep));
    return other === undefined || other === home
      ? undefined
      : { messageId: 'leaves', data: { name: home.name, target: other.name } };
  }
  const name = source
    .split('/')
    .slice(0, source.startsWith('@') ? 2 : 1)
    .join('/');
  const entry = `.${source.slice(name.length)}`;
  const target = packages.find((each) => each.name === name);
  // What `batchmates` imports travels with it; libraries must be whole by themselves.
  if (production && target !== undefined && home.layer !== 'app' && home.published && !target.published) {
    return { messageId: 'private', data: { name: home.name, target: name } };
  }
  // A package may name itself in tests and worker entries.
  if (target !== home && !(production ? home.production : home.all).has(name)) {
    return { messageId: 'undeclared', data: { name: home.name, target: name } };
  }
  if (target === undefined) return undefined;
  if (!target.entries.has(entry)) return { messageId: 'deep', data: { target: source, package: name } };
  if (production && target !== home && !(ALLOWED[home.layer] ?? []).includes(target.layer)) {
    return {
      messageId: 'layer',
      data: { name: home.name, layer: home.layer, target: name, targetLayer: target.layer },
    };
  }
  return undefined;
}

/** @type {Map<string, readonly Package[]>} */
const known = new Map();

/** Every workspace package, read once per process. @param {string} root @returns {readonly Package[]} */
function readPackages(root) {
  const read =
    known.get(root) ?? ['packages', 'tools', '.'].flatMap((folder) => packagesIn(join(root, folder)));
  known.set(root, read);
  return read;
}

/** @param {string} folder @returns {Package[]} */
function packagesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((directory) => !directory.endsWith('node_modules') && existsSync(join(directory, 'package.json')))
    .map(describe);
}

/** @param {string} directory @returns {Package} */
function describe(directory) {
  const manifest = /** @type {Manifest} */ (
    JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  );
  const tags = manifest.nx?.tags ?? [];
  const production = Object.keys({
    ...manifest.dependencies,
    ...manifest.optionalDependencies,
    ...manifest.peerDependencies,
  });
  return {
    name: manifest.name,
    directory,
    // A package without a tag may import nothing of the workspace, so that the tag is not forgotten.
    layer: tags.find((tag) => tag.startsWith('layer:'))?.slice('layer:'.length) ?? 'none',
    published: manifest.private !== true,
    production: new Set(production),
    all: new Set([...production, ...Object.keys(manifest.devDependencies ?? {}), ...rootTools]),
    entries: new Set(
      typeof manifest.exports === 'object' && manifest.exports !== null
        ? Object.keys(manifest.exports)
        : ['.'],
    ),
  };
}

/** Tools of the whole workspace, declared in the root package.json, that any test may use. */
const rootTools = ['vitest', 'fast-check', 'typescript', 'eslint', 'tsx', 'nx'];
