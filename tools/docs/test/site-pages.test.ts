import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import MarkdownIt from 'markdown-it';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainText } from '../src/markdown/plain-text.ts';
import { siteLinks } from '../src/markdown/site-links.ts';
import { sidebar, type SidebarItem } from '../src/pages/navigation.ts';
import { sitePages } from '../src/pages/site-pages.ts';

const root = join(import.meta.dirname, '../../..');

describe('links of a page on the site', () => {
  let pages: string;
  beforeAll(async () => {
    pages = await mkdtemp(join(tmpdir(), 'site-'));
    for (const file of ['docs/a.md', 'docs/b.md', 'docs/decisions/index.md', 'examples/own/index.md']) {
      await mkdir(dirname(join(pages, file)), { recursive: true });
      await writeFile(join(pages, file), '# A page\n');
    }
  });
  const render = (text: string, repository?: string) =>
    new MarkdownIt()
      .use(siteLinks, { pages, repository })
      .renderInline(text, { path: join(pages, 'docs/a.md') });

  it.each([
    ['[b](b.md)', '<a href="b.md">b</a>'],
    ['[b](b.md#part)', '<a href="b.md#part">b</a>'],
    ['[own](#part)', '<a href="#part">own</a>'],
    ['[far](https://arxiv.org)', '<a href="https://arxiv.org">far</a>'],
    ['[folder](decisions)', '<a href="decisions/">folder</a>'],
    ['[shown](../examples/own/one-class.ts)', '<a href="../examples/own/#one-classts">shown</a>'],
    ['[code](../packages/cli/src/index.ts) and [b](b.md)', '<span>code</span> and <a href="b.md">b</a>'],
  ])('%s', (text, html) => {
    expect(render(text)).toBe(html);
  });

  it('lead to the repository where that has an address', () => {
    const html = render('[code](../packages/cli/src/index.ts)', 'https://host/batchmates/blob/main/');
    expect(html).toBe('<a href="https://host/batchmates/blob/main/packages/cli/src/index.ts">code</a>');
  });
});

describe('text of a page on the site', () => {
  const render = (text: string, relativePath: string) =>
    new MarkdownIt({ html: true }).use(plainText).render(text, { relativePath });

  it('is no template and no HTML', () => {
    expect(render('train/<class>/ and {{ x }}', 'docs/a.md')).toBe(
      '<p>train/&lt;class&gt;/ and &#123;&#123; x }}</p>\n',
    );
    expect(render('a <a id="b"></a>', 'api/index.md')).toBe('<p>a <a id="b"></a></p>\n');
  });
});

describe('the pages of the site', () => {
  it('are all reached from the side, except the front page and single decisions', async () => {
    const pages = await sitePages(root);
    const linksOf = (items: readonly SidebarItem[]): string[] =>
      items.flatMap(({ link, items: inner = [] }) => [
        ...(link === undefined ? [] : [link]),
        ...linksOf(inner),
      ]);
    const reached = new Set(linksOf(sidebar(pages)));
    const address = (path: string) => `/${path.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`;
    const missing = [...pages.keys()].filter(
      (path) => !/^(docs\/decisions\/\d|examples\/)/.test(path) && !reached.has(address(path)),
    );
    expect(missing).toEqual([]);
  });

  it('say every option of a command and every param of a stage as the code has it', async () => {
    const pages = await sitePages(root);
    expect(pages.get('reference/commands.md')).toContain('| `--first <count>` | `3` | batches to show |\n');
    const hidden = ['--expect', '--restored', 'show-reports'];
    for (const word of hidden) expect(pages.get('reference/commands.md')).not.toContain(word);
    const train = pages.get('reference/stages/trainer-train.md');
    expect(train).toContain('| `optimizer.weightDecay` | `0.0001` | number, from 0: pull of');
    expect(train).toContain('| `schedule.kind: one-cycle` |');
    expect(pages.get('reference/strategies.md')).toContain('## balanced\n');
    expect(pages.get('reference/protocols.md')).toContain('## shuffled-balanced\n');
    expect(pages.get('reference/layers.md')).toContain('| `momentum` | required | number, from 0 to 1 |');
    expect(pages.get('reference/engines.md')).toContain('| `onednn` | trains, tests |');
  });
});
