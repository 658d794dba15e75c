import { existsSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import type { MarkdownIt } from 'markdown-it';

/** Of a page, as the site's generator gives it. */
interface Environment {
  /** Absolute. */
  readonly path?: string;
}

/** Where links may lead. */
export interface SiteLinks {
  /** The folder of the site's pages, laid out like the repository. */
  readonly pages: string;
  /** Where the repository's files can be seen, with a `/` at the end; absent: such links become plain text. */
  readonly repository?: string | undefined;
}

/**
 * A plugin of markdown-it. Pages are written for readers of the repository: what a link leads to that is no page of the site becomes a link to the repository, or plain text. A
 * link to a folder or a file that a page shows leads to that page.
 */
export function siteLinks(markdown: MarkdownIt, options: SiteLinks): void {
  // Before the generator's own rules, which look at what is left.
  markdown.core.ruler.push('site-links', (state) => {
    const { path } = state.env as Environment;
    if (path === undefined) return;
    for (const { children } of state.tokens) {
      const plain: boolean[] = [];
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const target = targetOf(String(token.attrGet('href')), path, options);
          plain.push(target === undefined);
          if (target === undefined) {
            token.tag = 'span';
            token.type = 'span_open';
            token.attrs = [];
          } else token.attrSet('href', target);
        } else if (token.type === 'link_close' && plain.pop() === true) {
          token.tag = 'span';
          token.type = 'span_close';
        }
      }
    }
  });
}

/** What a link leads to on the site; `undefined` where it leads nowhere. */
function targetOf(href: string, path: string, { pages, repository }: SiteLinks): string | undefined {
  if (href.startsWith('#') || /^[a-z][a-z+.-]*:/i.test(href)) return href;
  const [file = '', anchor] = href.split('#');
  const target = join(dirname(path), file);
  if (existsSync(target) && file.endsWith('.md')) return href;
  if (existsSync(join(target, 'index.md'))) return `${file.replace(/\/$/, '')}/`;
  const shown = join(dirname(target), 'index.md');
  if (existsSync(shown) && !file.endsWith('.md')) return `${posix.dirname(file)}/#${headingOf(file)}`;
  if (repository === undefined) return undefined;
  const inside = relative(pages, target).split(sep).join('/');
  return repository + inside + (anchor === undefined ? '' : `#${anchor}`);
}

/** The anchor under which a page shows a file. */
function headingOf(file: string): string {
  return posix.basename(file).toLowerCase().replaceAll('.', '');
}
