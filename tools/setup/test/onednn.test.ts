import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../onednn.mjs');
const call = `import(process.argv[2]).then(({ setUpOnednn }) => setUpOnednn(process.argv[1]))`;

/** Sets up in `root` where no program is found that could fetch anything. */
function setUp(root: string, environment: NodeJS.ProcessEnv = {}) {
  const { status, stderr } = spawnSync(process.execPath, ['--eval', call, root, script], {
    encoding: 'utf8',
    env: { PATH: '', ...environment },
  });
  return { status, lines: stderr.trim().split('\n') };
}

describe('the set-up of oneDNN', () => {
  it('says in the last line what there is, and fails nobody, where nothing can be fetched', async () => {
    const root = await temporaryFolder();
    const { status, lines } = setUp(root);
    expect(status).toBe(0);
    expect(lines.at(-1)).toMatch(/^set-up: oneDNN: /);
    // Nothing half fetched is left.
    const cache = join(root, '.cache', 'onednn');
    const left = mkdirSync(cache, { recursive: true }) === undefined ? readdirSync(cache) : [];
    expect(left.filter((name) => !name.endsWith('.failed'))).toEqual([]);
  });

  it('does not ask again at once what has failed', async () => {
    const root = await temporaryFolder();
    setUp(root);
    const { lines } = setUp(root);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('fetching');
  });

  it('does without a cache that cannot be written', async () => {
    const root = await temporaryFolder();
    writeFileSync(join(root, '.cache'), 'a file');
    const { status, lines } = setUp(root);
    expect(status).toBe(0);
    expect(lines.at(-1)).toMatch(/^set-up: oneDNN: /);
  });

  it('leaves it at the library that is named', async () => {
    const { lines } = setUp(await temporaryFolder(), { BATCHMATES_ONEDNN: '/opt/libdnnl.so.3' });
    expect(lines).toEqual(['set-up: oneDNN: /opt/libdnnl.so.3 (BATCHMATES_ONEDNN)']);
  });
});
