import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { boundaries } from '../boundaries.js';

const root = join(import.meta.dirname, '../../..');
const eslint = new ESLint({ cwd: root });

/** The complaints of the rules `only` about a text that stands at `path`; the file need not exist. */
async function complaints(path: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: join(root, path) });
  return result!.messages.map(({ ruleId, message }) => `${ruleId ?? 'parse'}: ${message}`);
}

const linter = new Linter({ cwd: root });

/** What the rule itself says of a text at `path`; without type information, which it does not need. */
function boundary(path: string, text: string): string[] {
  const found = linter.verify(
    text,
    [
      {
        files: ['**/*.ts'],
        languageOptions: { parser: tseslint.parser },
        plugins: { batchmates: { rules: { boundaries } } },
        rules: { 'batchmates/boundaries': ['error', { root }] },
      },
    ],
    { filename: join(root, path) },
  );
  return found.map(({ message }) => message);
}

const trainer = 'packages/trainer/src/index.ts';

describe('lint', () => {
  it.each([
    [
      'a stage that imports another stage',
      trainer,
      `import '@batchmates/evaluator';`,
      'without declaring it',
    ],
    [
      'an engine that imports a stage',
      'packages/engine-tfjs/src/index.ts',
      `import '@batchmates/trainer';`,
      'without declaring it',
    ],
    [
      'a deep import',
      trainer,
      `import '@batchmates/random/src/random-stream.ts';`,
      'is not one of the exports of @batchmates/random',
    ],
    [
      'a relative way into another package',
      trainer,
      `export * from '../../random/src/index.ts';`,
      'reaches into @batchmates/random by a relative path',
    ],
    [
      'an undeclared package',
      trainer,
      `const sharp = await import('sharp'); void sharp;`,
      'imports sharp without declaring it',
    ],
    [
      'an undeclared package, in a type',
      trainer,
      `export type Sharp = import('sharp').Sharp;`,
      'imports sharp without declaring it',
    ],
    [
      'what is not published, in what is',
      'packages/metrics/src/index.ts',
      `import '@batchmates/audit';`,
      '@batchmates/metrics is published and must not import @batchmates/audit, which is not',
    ],
    ['a test tool in production', trainer, `import 'vitest';`, 'imports vitest without declaring it'],
  ])('reports %s', (_, path, text, message) => {
    expect(boundary(path, text)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    [
      'what is declared, Node itself and its own files',
      trainer,
      `import 'node:fs'; import '@batchmates/random'; import './params.ts'; import 'zod';`,
    ],
    [
      'a test tool in a test',
      'packages/pipeline/test/mistakes.test.ts',
      `import 'vitest'; import 'fast-check'; import '../src/index.ts';`,
    ],
    [
      'a declared export besides the index',
      'packages/nx/test/tiny-workspace.ts',
      `import 'batchmates/testing';`,
    ],
  ])('accepts %s', (_, path, text) => {
    expect(boundary(path, text)).toEqual([]);
  });

  it('has the rule on, and reports promises that nobody awaits', async () => {
    expect(
      (await complaints(trainer, `import 'sharp';`)).some((each) => each.startsWith('batchmates/boundaries')),
    ).toBe(true);
    const found = await complaints(
      'packages/errors/src/index.ts',
      `Promise.reject(new Error('lost'));\nvoid Promise.resolve();\n`,
    );
    expect(found.filter((each) => each.includes('no-floating-promises'))).toHaveLength(2);
  });
});

describe('the layers', () => {
  it('are declared by every package, and no package depends on one that its layer may not know', async () => {
    const allowed: Record<string, readonly string[]> = {
      foundation: ['foundation'],
      domain: ['foundation', 'domain'],
      engine: ['foundation', 'domain'],
      stage: ['foundation', 'domain'],
      page: ['foundation', 'domain', 'engine', 'stage'],
      app: ['foundation', 'domain', 'engine', 'stage', 'page'],
    };
    const packages = await Promise.all((await readdir(join(root, 'packages'))).map(readPackage));
    const layers = new Map(packages.map(({ name, layer }) => [name, layer]));
    for (const { name, layer, dependencies } of packages) {
      const wrong = dependencies.filter(
        (each) => layers.has(each) && !allowed[layer]?.includes(layers.get(each)!),
      );
      expect({ name, wrong }).toEqual({ name, wrong: [] });
    }
  });

  it('leave published libraries to depend on published ones alone', async () => {
    const packages = await Promise.all((await readdir(join(root, 'packages'))).map(readPackage));
    const kept = new Set(packages.filter((each) => each.isPrivate).map(({ name }) => name));
    const libraries = packages.filter(({ isPrivate, layer }) => !isPrivate && layer !== 'app');
    expect(libraries.length).toBeGreaterThan(10);
    for (const { name, dependencies } of libraries)
      expect({ name, wrong: dependencies.filter((each) => kept.has(each)) }).toEqual({ name, wrong: [] });
  });

  it('are judged by the rule itself where a package.json declares what it may not', () => {
    const fixture = join(import.meta.dirname, 'fixture');
    const found = new Linter({ cwd: fixture }).verify(
      `import '@fixture/other-stage'; import '@fixture/base';`,
      [
        {
          files: ['**/*.js'],
          plugins: { batchmates: { rules: { boundaries } } },
          rules: { 'batchmates/boundaries': ['error', { root: fixture }] },
        },
      ],
      { filename: join(fixture, 'packages/stage/src/index.js') },
    );
    expect(found.map(({ message }) => message)).toEqual([
      '@fixture/stage (layer stage) must not import @fixture/other-stage (layer stage).',
    ]);
  });
});

interface ReadPackage {
  readonly name: string;
  readonly isPrivate: boolean;
  readonly layer: string;
  readonly dependencies: readonly string[];
}

async function readPackage(folder: string): Promise<ReadPackage> {
  const text = await readFile(join(root, 'packages', folder, 'package.json'), 'utf8');
  const manifest = JSON.parse(text) as {
    readonly name: string;
    readonly private?: boolean;
    readonly nx: { readonly tags: readonly string[] };
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  return {
    name: manifest.name,
    isPrivate: manifest.private === true,
    layer: manifest.nx.tags[0]!.replace('layer:', ''),
    dependencies: Object.keys(manifest.dependencies ?? {}),
  };
}
