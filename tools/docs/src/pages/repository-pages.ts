import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Pages beside `docs/` that are part of the site. */
const OTHERS = ['CONTRIBUTING.md', 'SECURITY.md', 'THIRD-PARTY-LICENCES.md'];

/** The pages of the repository that the site shows, by their paths from its root. */
export function repositoryPages(root: string): ReadonlyMap<string, string> {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((path) => `docs/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.md'));
  return new Map(
    [...docs.toSorted(), ...OTHERS].map((path) => [path, readFileSync(join(root, path), 'utf8')] as const),
  );
}

/** The title of a page: its first heading, without marks. */
export function titleOf(page: string): string {
  return (/^# (.+)$/m.exec(page)?.[1] ?? '').replaceAll('`', '');
}
