import { referencePages } from '../reference/reference-pages.ts';
import { listPages } from './list-pages.ts';
import { repositoryPages } from './repository-pages.ts';

/** Every page of the site but the front page and the libraries' (which TypeDoc writes), by its path on the site. */
export async function sitePages(root: string): Promise<ReadonlyMap<string, string>> {
  const reference = [...(await referencePages(root))].map(
    ([path, text]) => [`reference/${path}`, text] as const,
  );
  return new Map([...repositoryPages(root), ...listPages(root), ...reference]);
}
