// A folder of one's own as in `created.slow.ts`, with other versions of Node and with pnpm.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NEW_PARTS, REPORT_LINE } from './first-report.ts';
import { openLocalRegistry, type LocalRegistry } from './local-registry.ts';
import { publishAll } from './publish-all.ts';
import { studyFolderAt } from './study-folder.ts';

let registry: LocalRegistry;

beforeAll(async () => {
  registry = await openLocalRegistry(await temporaryFolder());
  await publishAll(registry);
}, 600_000);

afterAll(async () => registry.close());

/** A folder that is not there yet. */
const newStudy = async () => studyFolderAt(join(await temporaryFolder(), 'my-study'), registry);

// The tests themselves run on the oldest that is supported.
it.each([22, 24])(
  'npm create batchmates makes one on Node %i',
  async (version) => {
    const study = await newStudy();
    const onNode = (...words: string[]) =>
      study.run('npm', [
        ...['exec', '--yes', `--package=node-${process.platform}-${process.arch}@${version}`, '--'],
        ...words,
      ]);
    expect((await onNode('node', '--version')).stdout).toMatch(new RegExp(`^v${version}\\.`));
    await onNode('npm', 'create', '--yes', 'batchmates@latest', study.root);
    for (const [kind, name] of Object.entries(NEW_PARTS))
      await onNode('npx', 'batchmates', 'new', kind, name);
    await onNode('npm', 'run', 'check');
    await onNode('npm', 'test');
    expect((await onNode('npm', 'run', 'first')).stdout).toContain(REPORT_LINE);
  },
  600_000,
);

it('pnpm create batchmates makes one with pnpm', async () => {
  const study = await newStudy();
  const pnpm = (...words: string[]) =>
    study.run('npm', ['exec', '--yes', '--package=pnpm@10', '--', 'pnpm', ...words]);
  const created = await pnpm('create', 'batchmates', study.root);
  expect(created.stdout).toMatch(/ {2}pnpm run first\n$/);
  expect(await readdir(study.root)).toContain('pnpm-lock.yaml');
  await study.batchmates('new', 'strategy', 'neighbours');
  await pnpm('run', 'check');
  await pnpm('test');
  expect((await pnpm('run', 'first')).stdout).toContain(REPORT_LINE);
}, 600_000);
