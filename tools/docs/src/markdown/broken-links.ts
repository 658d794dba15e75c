import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Page } from './read-page.ts';

/**
 * The links of pages that lead nowhere: `<page>:<line> <href>`, each with the reason. `pages` are known by their paths from `root`; a link may lead to one of them, to one of
 * its headings, and to any file or folder under `root` that is not ignored. Addresses of other hosts are not looked at.
 */
export function brokenLinks(pages: ReadonlyMap<string, Page>, root: string): readonly string[] {
  return [...pages].flatMap(([path, { links }]) =>
    links.flatMap(({ href, line }) => {
      const reason = whatIsWrong(href, { path, pages, root });
      return reason === undefined ? [] : [`${path}:${line} ${href}: ${reason}`];
    }),
  );
}

interface Place {
  /** Of the page with the link. */
  readonly path: string;
  readonly pages: ReadonlyMap<string, Page>;
  readonly root: string;
}

function whatIsWrong(href: string, { path, pages, root }: Place): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(href)) return undefined;
  const [file = '', anchor] = decodeURI(href).split('#');
  const target =
    file === ''
      ? path
      : relative(root, join(root, dirname(path), file))
          .split(sep)
          .join('/');
  if (target.startsWith('..') || file.startsWith('/')) return 'it leaves the repository';
  const page = pages.get(target);
  if (page === undefined) {
    const found = statSync(join(root, target), { throwIfNoEntry: false });
    if (found === undefined) return 'no such file';
    if (anchor !== undefined) return 'it has no headings';
    return undefined;
  }
  if (file !== '' && !existsSync(join(root, target)) && !isGenerated(target)) return 'no such file';
  return anchor === undefined || page.anchors.has(anchor) ? undefined : `no such heading`;
}

/** Pages that exist on the site alone. */
function isGenerated(target: string): boolean {
  return target.startsWith('reference/');
}
