import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusedPackages } from './allowed.ts';
import { readPackages } from './read-packages.ts';
import { writeList } from './write-list.ts';

// `npm run licences`: writes THIRD-PARTY-LICENCES.md.
const root = join(import.meta.dirname, '../../..');
const packages = readPackages(root);
const refused = refusedPackages(packages);
for (const { name, version, licence } of refused) {
  process.stderr.write(
    `${name} ${version}: expected a licence of tools/licences/src/allowed.ts, received ${licence ?? 'none'}; replace it, or allow its licence there with a reason\n`,
  );
}
writeFileSync(join(root, 'THIRD-PARTY-LICENCES.md'), writeList(packages));
process.exitCode = refused.length === 0 ? 0 : 1;
