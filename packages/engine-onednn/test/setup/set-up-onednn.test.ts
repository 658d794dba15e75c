import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, it } from 'vitest';

const call = `import { register } from 'tsx/esm/api';
register();
const { setUpOnednn } = await import(process.argv[2]);
setUpOnednn({ say: (line) => console.log(line), cache: process.argv[1] });`;
const script = pathToFileURL(join(import.meta.dirname, '../../src/setup/set-up-onednn.ts')).href;

/** Sets up into `cache` where no program is found that could fetch anything. */
function setUp(cache: string, environment: NodeJS.ProcessEnv = {}) {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', call, cache, script],
    { encoding: 'utf8', cwd: import.meta.dirname, env: { PATH: '', ...environment } },
  );
  return { status, lines: stdout.trim().split('\n') };
}

describe('the set-up of oneDNN', () => {
  it('says in the last line what there is, and fails nobody, where nothing can be fetched', async () => {
    const cache = join(await temporaryFolder(), 'onednn');
    const { status, lines } = setUp(cache);
    expect(status).toBe(0);
    expect(lines.at(-1)).toMatch(/^oneDNN: /);
    // Nothing half fetched is left.
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
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    const { status, lines } = setUp(join(file, 'onednn'));
    expect(status).toBe(0);
    expect(lines.at(-1)).toMatch(/^oneDNN: /);
  });

  it('leaves it at the library that is named', async () => {
    const { lines } = setUp(await temporaryFolder(), { BATCHMATES_ONEDNN: '/opt/libdnnl.so.3' });
    expect(lines).toEqual(['oneDNN: /opt/libdnnl.so.3 (BATCHMATES_ONEDNN)']);
  });
});
