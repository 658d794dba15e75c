import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { repositoryPages, titleOf } from './repository-pages.ts';

/** Folders of examples, of which the site has a page each, with their files. */
const EXAMPLES = ['examples/third-party'];

/** Pages that only list or show files: of the decisions, and of each example. By their paths on the site. */
export function listPages(root: string): ReadonlyMap<string, string> {
  return new Map([
    ['docs/decisions/index.md', decisionsPage(root)],
    ...EXAMPLES.map((folder) => [`${folder}/index.md`, examplePage(root, folder)] as const),
  ]);
}

function decisionsPage(root: string): string {
  const decisions = [...repositoryPages(root)].filter(([path]) => path.startsWith('docs/decisions/'));
  return [
    '# Decisions',
    '',
    'Why things are as they are: context, choice, consequence, and what would change our mind.',
    '',
    ...decisions.map(([path, text]) => `- [${titleOf(text)}](${path.slice('docs/decisions/'.length)})`),
    '',
  ].join('\n');
}

function examplePage(root: string, folder: string): string {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(root, folder), join(entry.parentPath, entry.name)).split(sep).join('/'));
  return [
    `# ${folder}`,
    '',
    'The files of the example, as tests run them. They may stand in any folder with a `pipeline.yaml`.',
    '',
    ...files
      .toSorted()
      .flatMap((file) => [
        `## ${file}`,
        '',
        `\`\`\`${file.split('.').at(-1) ?? ''}`,
        readFileSync(join(root, folder, file), 'utf8').trimEnd(),
        '```',
        '',
      ]),
  ].join('\n');
}
