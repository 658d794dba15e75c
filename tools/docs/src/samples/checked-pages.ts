import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPage, type Page } from '../markdown/read-page.ts';
import { repositoryPages } from '../pages/repository-pages.ts';

/** The pages that people read, in the repository and on the site, by their paths from its root. */
export function checkedPages(root: string): ReadonlyMap<string, Page> {
  const texts = [
    ['README.md', readFileSync(join(root, 'README.md'), 'utf8')] as const,
    ...repositoryPages(root),
    // The front page stands at the root of the site.
    ['index.md', readFileSync(join(root, 'tools/docs/site/index.md'), 'utf8')] as const,
  ];
  return new Map(texts.map(([path, text]) => [path, readPage(text)] as const));
}
