import { readFile, writeFile } from 'node:fs/promises';
import { readResults } from '@batchmates/results';
import { withAudit, type ReferenceNetwork } from '../src/index.ts';

/**
 * Adds audits to the reference band:
 *
 *     npm run -s reference -w packages/audit -- "npx batchmates run-all glyphs10-audit" $PWD/artifacts/glyphs10-audit/audit.*
 *
 * First the command that made them, then the folders of the audits. Networks and seeds that are there already are replaced.
 */
const [command, ...folders] = process.argv.slice(2);
if (command === undefined || folders.length === 0)
  throw new Error('expected the command that made the audits, then their folders');
const file = new URL('../src/reference-band.json', import.meta.url);
let networks = JSON.parse(await readFile(file, 'utf8')) as readonly ReferenceNetwork[];
for (const folder of folders) {
  const { facts } = await readResults(folder);
  if (facts.kind === 'audit') networks = withAudit(networks, facts, command);
}
await writeFile(file, `${JSON.stringify(networks, null, 2)}\n`);
