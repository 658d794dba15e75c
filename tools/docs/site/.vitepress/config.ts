import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';
import { plainText } from '../../src/markdown/plain-text.ts';
import { siteLinks } from '../../src/markdown/site-links.ts';

const cache = join(import.meta.dirname, '../../../../.cache/site');
const pages = join(import.meta.dirname, '../pages');

export default defineConfig({
  title: 'Batchmates',
  description: 'What does a network with batch normalization learn from the other images of its batch?',
  lang: 'en',
  srcDir: pages,
  outDir: join(cache, 'dist'),
  cacheDir: join(cache, 'vite'),
  // The path under which it is put on a host, with a `/` at both ends.
  base: process.env['DOCS_BASE'] ?? '/',
  cleanUrls: false,
  markdown: {
    anchor: { slugify: slug },
    config: (markdown) => {
      siteLinks(markdown, { pages, repository: process.env['DOCS_REPOSITORY'] });
      plainText(markdown);
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: JSON.parse(readFileSync(join(pages, 'sidebar.json'), 'utf8')),
    nav: [
      { text: 'Leaks', link: '/docs/leak' },
      { text: 'Study', link: '/docs/study' },
      { text: 'Extend', link: '/docs/extend' },
      { text: 'Commands', link: '/reference/commands' },
      { text: 'Stages', link: '/reference/stages/' },
      { text: 'Libraries', link: '/api/' },
    ],
  },
});
