import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryPages } from '../../docs/src/pages/repository-pages.ts';
import { checkDocument } from './check-document.ts';

const root = join(import.meta.dirname, '../../..');
const results = join(root, 'results');

/** Whose every percentage must have been measured. */
const COMPLETE = 'docs/findings.md';

const documents = new Map([
  ['README.md', readFileSync(join(root, 'README.md'), 'utf8')],
  ...repositoryPages(root),
]);

const wrong: string[] = [];
const pipelines = new Set<string>();
for (const [path, text] of documents) {
  const checked = checkDocument({ path, text, complete: path === COMPLETE }, results);
  checked.pipelines.forEach((name) => pipelines.add(name));
  wrong.push(...checked.wrong);
  if (checked.compared > 0) process.stdout.write(`${path}: ${checked.compared} figures\n`);
}
for (const name of pipelines) {
  const [kept, now] = ['results', 'pipelines'].map((folder) => join(root, folder, name, 'pipeline.yaml'));
  if (
    ![kept, now].every((file) => existsSync(file!)) ||
    readFileSync(kept!, 'utf8') !== readFileSync(now!, 'utf8')
  )
    wrong.push(
      `results/${name} is not of pipelines/${name}/pipeline.yaml as it stands; make it again: npx batchmates run-all ${name} && npx batchmates results ${name}`,
    );
}
for (const line of wrong) process.stderr.write(`${line}\n`);
process.stdout.write(wrong.length === 0 ? 'all as in results/\n' : '');
process.exitCode = wrong.length === 0 ? 0 : 1;
