import type { InstalledPackage } from './read-packages.ts';

/** The list as a page of Markdown: one row for each package. */
export function writeList(packages: readonly InstalledPackage[]): string {
  const counts = new Map<string, number>();
  for (const { licence = 'none' } of packages) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const summary = [...counts].toSorted(([one, many], [other, more]) => more - many || (one < other ? -1 : 1));
  return [
    '# Third-party licences',
    '',
    'Made by `npm run licences` from `package-lock.json`: what npm installs, on one platform or another, to use Batchmates. What only its development needs is left out; a test',
    'fails when the list is stale, or a licence is none of those in `tools/licences/src/allowed.ts`. Each package brings the text of its licence. *Optional* is what Batchmates works without, or what',
    'only some platforms install.',
    '',
    'Not installed by npm: oneDNN (Apache-2.0), which `npm run demo` and `npm test` fetch, and what a distribution brings with it (libgomp: GPL-3.0 with the GCC Runtime Library Exception; ocl-icd: BSD-2-Clause).',
    '',
    '| licence | packages |',
    '|---|---|',
    ...summary.map(([licence, count]) => `| ${licence} | ${count} |`),
    '',
    '| package | version | licence | |',
    '|---|---|---|---|',
    ...packages.map(
      ({ name, version, licence, optional }) =>
        `| ${name} | ${version} | ${licence ?? 'none'} | ${optional ? 'optional' : ''} |`,
    ),
    '',
  ].join('\n');
}
