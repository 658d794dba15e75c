import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { brokenLinks } from '../src/markdown/broken-links.ts';
import { readPage, type Page } from '../src/markdown/read-page.ts';
import { sitePages } from '../src/pages/site-pages.ts';
import { checkedPages } from '../src/samples/checked-pages.ts';
import { readKnownNames, type KnownNames } from '../src/samples/known-names.ts';
import { readCommands, wordsOf } from '../src/samples/read-commands.ts';
import { wrongCommand } from '../src/samples/wrong-command.ts';
import { wrongTypeScript } from '../src/samples/wrong-typescript.ts';
import { pipelineName, wrongYaml } from '../src/samples/wrong-yaml.ts';

const root = join(import.meta.dirname, '../../..');
const SHELL = ['', 'sh', 'bash', 'console'];
const TYPESCRIPT = ['ts', 'typescript'];
const YAML = ['yaml', 'yml'];

const pages = checkedPages(root);
let names: KnownNames;

beforeAll(async () => {
  names = await readKnownNames(root);
});

/** What `look` finds in the samples of some languages, with their places. */
const samples = <Found>(languages: readonly string[], look: (text: string, page: Page) => Found) =>
  [...pages].flatMap(([path, page]) =>
    page.samples
      .filter(({ language }) => languages.includes(language))
      .map(({ text, line }) => ({ place: `${path}:${line}`, text, found: look(text, page) })),
  );

describe('the pages', () => {
  it('have links that lead somewhere, also on the site', async () => {
    const site = [...(await sitePages(root))].map(([path, text]) => [path, readPage(text)] as const);
    expect(brokenLinks(new Map([...site, ...pages]), root)).toEqual([]);
  });

  it('are there where messages and comments of the code name them', () => {
    const sources = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => /^[^/\\]+[/\\](src|bin)[/\\](?!generated).*\.(ts|tsx|mjs)$/.test(file),
    );
    const named = sources.flatMap((file) =>
      [...readFileSync(join(root, 'packages', file), 'utf8').matchAll(/\bdocs\/[\w/-]+\.md(?![\w/])/g)].map(
        ([path]) => ({ file, path }),
      ),
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter(({ path }) => !pages.has(path))).toEqual([]);
  });

  it('name variables of the environment that the code reads', () => {
    const code = ['packages', 'tools', 'bench/src', 'bench/test'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(ts|tsx|mjs|cjs)$/.test(file) && !file.includes('node_modules'))
        .map((file) => readFileSync(join(root, folder, file), 'utf8')),
    );
    const read = new Set(code.flatMap((text) => text.match(/\bBATCHMATES_[A-Z]+\b/g) ?? []));
    const named = [...pages].flatMap(([path, { words, samples: blocks }]) =>
      [...words, ...blocks].flatMap(({ text, line }) =>
        (text.match(/\bBATCHMATES_[A-Z]+\b/g) ?? []).map((name) => ({ place: `${path}:${line}`, name })),
      ),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ name }) => !read.has(name))).toEqual([]);
  });
});

describe('the samples', () => {
  it('of YAML parse, and pipelines plan', async () => {
    const all = samples([...YAML, ...SHELL], (text) => text).flatMap(({ place, text }) => {
      const written = readCommands(text).files.filter(({ name }) => name.endsWith('.yaml'));
      return written.length > 0 ? written.map((file) => ({ place, text: file.text })) : [{ place, text }];
    });
    const inYaml = samples(YAML, () => undefined).map(({ place }) => place);
    const checked = all.filter(
      ({ place, text }) => inYaml.includes(place) || pipelineName(text) !== undefined,
    );
    expect(checked.length).toBeGreaterThan(10);
    const wrong = await Promise.all(
      checked.map(async ({ place, text }) => ({ place, wrong: await wrongYaml(text) })),
    );
    expect(wrong.filter((each) => each.wrong !== undefined)).toEqual([]);
  });

  it('of TypeScript have the types of the packages', () => {
    const found = samples(TYPESCRIPT, () => undefined);
    expect(found.length).toBeGreaterThan(0);
    expect(wrongTypeScript(found, root)).toEqual([]);
  });

  it('of shell use commands, options, scripts, pipelines and tests that exist', () => {
    const found = samples(SHELL, (text, page) => {
      const pipelines = page.samples
        .map((each) => pipelineName(each.text))
        .filter((name) => name !== undefined);
      return readCommands(text).commands.map((words) => ({
        words,
        wrong: wrongCommand(words, names, { whole: true, pipelines }),
      }));
    });
    const commands = found.flatMap(({ place, found: each }) =>
      each.map((command) => ({ place, ...command })),
    );
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
  });

  it('in sentences use them, too', () => {
    const commands = [...pages].flatMap(([path, { words }]) =>
      words
        .filter(({ text }) => /^(npx|npm|batchmates|node) /.test(text))
        .map(({ text, line }) => ({
          place: `${path}:${line}`,
          text,
          wrong: wrongCommand(wordsOf(text), names, { whole: false, pipelines: [] }),
        })),
    );
    expect(commands.length).toBeGreaterThan(50);
    expect(commands.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
  });
});
