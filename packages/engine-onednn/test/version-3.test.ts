import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeEngine } from '@batchmates/engine/testing';
import { describe, expect, it } from 'vitest';
import { loadOneDnn } from '../src/index.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, '.cache', 'onednn-3');
const path = join(folder, 'libdnnl.so.3');

/** A real 3.x library: PyPI's wheel, unpacked once into the project's cache. Gives the reason where it cannot be had. */
async function fetchVersion3(): Promise<string | undefined> {
  if (existsSync(path)) return undefined;
  try {
    const tool = (await import(join(root, 'tools/setup/onednn.mjs'))) as { fetchWheel(to: string): string };
    tool.fetchWheel(folder);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
}

const reason = await fetchVersion3();
const load = () => loadOneDnn([{ path, companions: [] }]);

if (reason === undefined) {
  describe('the library of version 3', () => {
    it('is one', async () => {
      expect((await load()).library.version.major).toBe(3);
    });
  });
  describeEngine({ name: 'onednn 3', engine: load, precision: 'f32' });
} else {
  it.skip(`version 3 cannot be fetched here: ${reason}`, () => undefined);
}
