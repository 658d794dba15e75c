import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changes, leftovers, prepare, type Change } from './changes.ts';
import { createTinyWorkspace, type TinyWorkspace } from './tiny-workspace.ts';

let workspace: TinyWorkspace;
/** Where it was made; it is moved later. */
let first: string;

beforeAll(async () => {
  workspace = await createTinyWorkspace();
  first = workspace.root;
  await prepare(workspace);
  await workspace.runAndList('table:run');
});

/** Instances for which `why` names something that changed, and those that wait for one of them. */
async function why({ environment, folder }: Change): Promise<{ counts: string[]; waiting: string[] }> {
  const { code, stdout, stderr } = await workspace.batchmates(
    ['why', join(workspace.root, 'pipelines', await folderOfTable())],
    environment,
    folder,
  );
  expect(code, stderr).toBe(0);
  const verdicts = stdout.split(/^(?=\S)/m).map((verdict) => ({
    name: verdict.split(':')[0]!,
    reasons: verdict.split('\n').filter((line) => line.startsWith('  - ')),
  }));
  const isWaiting = (reason: string) => reason.includes('this one need not');
  return {
    counts: verdicts
      .filter(({ reasons }) => reasons.some((reason) => !isWaiting(reason)))
      .map(({ name }) => name)
      .toSorted(),
    waiting: verdicts.filter(({ reasons }) => reasons.some(isWaiting)).map(({ name }) => name),
  };
}

/** Instances whose digest is not that of their artifact. */
async function differing({ environment }: Change): Promise<string[]> {
  const { stdout } = await workspace.batchmates(['plan', '--digests'], environment);
  const planned = [...stdout.matchAll(/^ {2}(\S+) .*\n {6}digest: (\w+)$/gm)].slice(0, 7);
  expect(planned).toHaveLength(7);
  const compared = planned.map(async ([, name, digest]) => {
    const file = `artifacts/table/${name}/run.json`;
    if (!existsSync(join(workspace.root, file))) return name!;
    const record = JSON.parse(await workspace.read(file)) as { digests: { local: string } };
    return record.digests.local === digest ? undefined : name!;
  });
  return (await Promise.all(compared)).filter((name) => name !== undefined).toSorted();
}

async function folderOfTable(): Promise<string> {
  return existsSync(join(workspace.root, 'pipelines/table')) ? 'table' : '$(touch PWNED) x';
}

afterAll(async () => {
  for (const left of leftovers(first)) await rm(left, { recursive: true, force: true });
});

describe('after a change, why, plan, run and Nx agree on what runs again', () => {
  it.each(changes.map((change, index) => [`${index}: ${change.what}`, change] as const))(
    '%s',
    async (_, change) => {
      workspace = (await change.apply?.(workspace)) ?? workspace;
      const { counts, follow = [], environment } = change;
      const verdict = await why(change);
      expect(verdict.counts).toEqual(counts.toSorted());
      expect(verdict.waiting).toEqual(expect.arrayContaining([...follow]));
      // Connections are no part of an instance's own digest: which artifacts it reads is.
      if (!change.what.startsWith('what an input') && change.what !== 'the same, undone')
        expect(await differing(change)).toEqual(counts.toSorted());
      if (follow.includes('report')) {
        const refused = await workspace.batchmates(['run', 'table.report'], environment);
        expect(refused.stderr).toMatch(/run npx batchmates run-all table\.\w+ first/);
      }
      const ran = change.cached === true ? [] : [...counts, ...follow].toSorted();
      expect(await workspace.runAndList('table:run', environment)).toEqual(ran);
      expect(existsSync(join(workspace.root, 'PWNED'))).toBe(false);
    },
  );

  it('is what docs/caching.md says', async () => {
    const file = join(import.meta.dirname, '../../../docs/caching.md');
    const page = await readFile(file, 'utf8');
    const words = page.slice(0, page.indexOf('| what changes'));
    await expect(words + changesTable()).toMatchFileSnapshot(file);
  });
});

function changesTable(): string {
  const rows = changes.map(({ what, counts, follow = [], cached }) => [
    what,
    counts.length === 0
      ? '-'
      : `${[...counts, ...follow].join(', ')}${cached === true ? ' (from the cache of Nx)' : ''}`,
  ]);
  const table = [['what changes', 'what runs again'], ...rows];
  const widths = [0, 1].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(table[0]!), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ''].join('\n');
}
