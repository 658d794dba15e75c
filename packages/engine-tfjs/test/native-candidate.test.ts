import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { nativeCandidate } from '../src/candidates/native.ts';

const folder = await temporaryFolder();

/** Installs a package with the given main module, with or without an addon file. */
function install(name: string, options: { main: string; addon: boolean }): Promise<unknown> {
  const place = join(folder, 'node_modules', name);
  mkdirSync(join(place, 'lib', 'napi-v8'), { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name, main: 'index.js' }));
  writeFileSync(join(place, 'index.js'), options.main);
  if (options.addon) writeFileSync(join(place, 'lib', 'napi-v8', 'tfjs_binding.node'), 'no library');
  return nativeCandidate({ name: 'native', package: name, from: join(folder, 'here.js') }).probe();
}

const requireAddon = "require('./lib/napi-v8/tfjs_binding.node')";

describe('a native candidate says why it is absent', () => {
  test('not installed', async () => {
    const from = join(folder, 'here.js');
    const probe = await nativeCandidate({ name: 'native', package: 'nowhere', from }).probe();
    expect(probe).toEqual({ available: false, reason: 'optional package nowhere is not installed' });
  });

  test('installed without its library', async () => {
    const probe = await install('bare', { main: requireAddon, addon: false });
    const reason = 'bare is installed without its native library (npm rebuild bare)';
    expect(probe).toEqual({ available: false, reason });
  });

  test('a library that does not load', async () => {
    const probe = await install('broken', { main: requireAddon, addon: true });
    expect(probe).toMatchObject({ available: false });
    expect(probe).toHaveProperty('reason', expect.stringMatching(/^the native library of broken .*: .+/));
    expect(probe).toHaveProperty('reason', expect.not.stringContaining('\n'));
  });

  test('a library that takes its process down', async () => {
    const probe = await install('fatal', { main: 'process.abort()', addon: true });
    expect(probe).toHaveProperty('reason', expect.stringContaining('SIGABRT'));
  });
});

test('a library that loads is offered', async () => {
  const main = 'exports.add = (a, b) => ({ dataSync: () => [a + b] })';
  expect(await install('sound', { main, addon: true })).toMatchObject({ available: true });
});
