import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sidebar } from './navigation.ts';
import { sitePages } from './site-pages.ts';

/** Writes the site's pages into `folder`, laid out like the repository, with their pictures, and among them `sidebar.json`. */
export async function writePages(root: string, folder: string): Promise<void> {
  const pages = await sitePages(root);
  for (const [path, text] of pages) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  cpSync(join(root, 'docs/images'), join(folder, 'docs/images'), { recursive: true });
  cpSync(join(root, 'tools/docs/site/index.md'), join(folder, 'index.md'));
  writeFileSync(join(folder, 'sidebar.json'), JSON.stringify(sidebar(pages)));
}
