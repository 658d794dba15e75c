import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkInstalled } from '../fresh.mjs';

const root = join(import.meta.dirname, '../../..');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchmates-setup-'));
  await mkdir(join(folder, 'node_modules'));
  await cp(join(root, 'package-lock.json'), join(folder, 'package-lock.json'));
  await cp(join(root, 'node_modules/.package-lock.json'), join(folder, 'node_modules/.package-lock.json'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('checkInstalled', () => {
  it('finds this checkout fresh, in less than 100 ms, start of Node included', async () => {
    expect(checkInstalled(folder)).toEqual({ fresh: true });
    const start = performance.now();
    checkInstalled(folder);
    expect(performance.now() - start).toBeLessThan(100);
  });

  it('says that node_modules is missing', async () => {
    await rm(join(folder, 'node_modules'), { recursive: true });
    expect(checkInstalled(folder)).toEqual({ fresh: false, reason: 'node_modules is missing' });
  });

  it('names a package that is missing or of another version, and lets optional ones be', async () => {
    const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, object>;
    };
    lock.packages['node_modules/new-optional'] = { version: '1.0.0', optional: true };
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
    expect(checkInstalled(folder)).toEqual({ fresh: true });
    lock.packages['node_modules/zod'] = { version: '0.0.1' };
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
    expect(checkInstalled(folder)).toEqual({
      fresh: false,
      reason: 'node_modules/zod is not the version in package-lock.json',
    });
    delete lock.packages['node_modules/zod'];
    lock.packages['node_modules/new'] = { version: '1.0.0' };
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(lock));
    expect(checkInstalled(folder)).toEqual({ fresh: false, reason: 'node_modules/new is missing' });
  });

  it('takes a record that was cut short for a missing installation', async () => {
    await writeFile(join(folder, 'node_modules/.package-lock.json'), '{ "packages": {');
    expect(checkInstalled(folder).fresh).toBe(false);
  });
});

describe('setup.mjs', () => {
  it('says nothing and succeeds when all is in place', async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      join(root, 'tools/setup/setup.mjs'),
    ]);
    expect(stdout + stderr).toBe('');
  });

  it('installs into a checkout without node_modules, and says why', async () => {
    const checkout = join(folder, 'checkout');
    await cp(join(root, 'tools/setup'), join(checkout, 'tools/setup'), { recursive: true });
    await writeFile(join(checkout, 'package.json'), '{ "name": "empty", "version": "1.0.0" }');
    await writeFile(
      join(checkout, 'package-lock.json'),
      JSON.stringify({
        name: 'empty',
        version: '1.0.0',
        lockfileVersion: 3,
        requires: true,
        packages: { '': { name: 'empty', version: '1.0.0' } },
      }),
    );
    const first = await promisify(execFile)(process.execPath, [join(checkout, 'tools/setup/setup.mjs')], {
      cwd: checkout,
    });
    expect(first.stderr).toContain('set-up: node_modules is missing: running npm ci');
  });

  it('fails with one line when npm ci does', async () => {
    const checkout = join(folder, 'checkout');
    await cp(join(root, 'tools/setup'), join(checkout, 'tools/setup'), { recursive: true });
    await writeFile(join(checkout, 'package.json'), '{ "name": "broken", "dependencies": { "zod": "1" } }');
    const running = promisify(execFile)(process.execPath, [join(checkout, 'tools/setup/setup.mjs')], {
      cwd: checkout,
    });
    await expect(running).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('set-up: npm ci failed with exit code') as string,
    });
  });
});
