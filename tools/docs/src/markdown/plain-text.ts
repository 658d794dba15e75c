import type { MarkdownIt } from 'markdown-it';

/** Of a page, as the site's generator gives it. */
interface Environment {
  /** From the folder of pages. */
  readonly relativePath?: string;
}

/**
 * A plugin of markdown-it for a generator that takes its output for a template of Vue: `<class>` and `{{ }}` of a page are text, as on the host of the repository. TypeDoc's pages,
 * under `api/`, may hold HTML.
 */
export function plainText(markdown: MarkdownIt): void {
  markdown.core.ruler.before('normalize', 'plain-text', (state) => {
    const { relativePath = '' } = state.env as Environment;
    markdown.set({ html: relativePath.startsWith('api/') || relativePath === 'index.md' });
  });
  const text = markdown.renderer.rules['text']!;
  markdown.renderer.rules['text'] = (...words) => text(...words).replaceAll('{{', '&#123;&#123;');
}
