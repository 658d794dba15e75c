import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, it } from 'vitest';
import { findLibrary } from '../../src/library/find-library.ts';
import { LIBRARY_VARIABLE, libraryLocations } from '../../src/library/locations.ts';
import { checkVersion } from '../../src/library/open-library.ts';
import { absent, titled } from '../on-this-machine.ts';
import { distribution, wheel32 } from '../other-library.ts';

const folder = await temporaryFolder();

const reasonFor = async (path: string) => (await findLibrary([{ path, companions: [] }])).reason;

describe('findLibrary', () => {
  it.skipIf(absent)(titled('opens the library of this machine'), async () => {
    const { dnnl } = await findLibrary();
    expect(dnnl?.version.major).toBeGreaterThanOrEqual(2);
    expect(dnnl?.instructionSet).toBeGreaterThan(0);
  });

  it('gives one line on a file that is no library', async () => {
    const file = join(folder, 'libdnnl.so.2');
    writeFileSync(file, 'not a library');
    const reason = await reasonFor(file);
    expect(reason).toContain(`oneDNN library "${file}" does not load: `);
    expect(reason).toContain('file too short');
    expect(reason).not.toContain('\n');
  });

  it.skipIf(absent)(
    titled('gives one line on a file that is cut off, which ends the process that opens it'),
    async () => {
      const { dnnl } = await findLibrary();
      // A name alone is the system loader's.
      if (dnnl?.path.includes('/') !== true) return;
      const file = join(folder, 'cut.so');
      writeFileSync(file, readFileSync(dnnl.path).subarray(0, 1_000_000));
      expect(await reasonFor(file)).toMatch(/^oneDNN library ".*cut\.so" does not load: [^\n]+$/);
    },
  );

  it.runIf(process.platform === 'linux')('gives one line on another library', async () => {
    expect(await reasonFor('libm.so.6')).toBe(
      'oneDNN library "libm.so.6": expected a oneDNN library, received one without dnnl_version',
    );
  });

  it.skipIf(wheel32.absent || distribution.absent)(
    'opens the newest of several, wherever it stands among them, and the next where that does not load',
    async () => {
      const [newer, older] = [wheel32.locate(), distribution.locate()];
      const broken = join(folder, 'libdnnl.so.9');
      writeFileSync(broken, 'not a library');
      for (const order of [
        [older, newer],
        [newer, { path: broken, companions: [] }, older],
      ]) {
        expect((await findLibrary(order)).dnnl?.path).toBe(newer.path);
      }
    },
  );

  it('says what to do when there is none', async () => {
    const { dnnl, reason } = await findLibrary([
      { path: 'libnone1.so', companions: [] },
      { path: 'libnone2.so', companions: [] },
    ]);
    expect(dnnl).toBeUndefined();
    expect(reason).toMatch(/^no oneDNN library found; .*BATCHMATES_ONEDNN$/);
  });
});

describe('libraryLocations', () => {
  it('looks nowhere else when the variable names a library', () => {
    const locations = libraryLocations({ [LIBRARY_VARIABLE]: '/opt/libdnnl.so.3' });
    expect(locations).toEqual([{ path: '/opt/libdnnl.so.3', companions: [] }]);
  });

  it('asks the system loader, then looks into every folder of the cache, with what lies beside a library', () => {
    const cache = join(folder, 'cache');
    for (const file of ['new/libdnnl.so.3', 'old/libdnnl.so.2', 'old/libOpenCL.so.1', 'empty/readme']) {
      mkdirSync(join(cache, dirname(file)), { recursive: true });
      writeFileSync(join(cache, file), '');
    }
    writeFileSync(join(cache, 'gone.failed'), '');
    expect(libraryLocations({}, 'linux', cache)).toEqual([
      { path: 'libdnnl.so.3', companions: [] },
      { path: 'libdnnl.so.2', companions: [] },
      { path: join(cache, 'new/libdnnl.so.3'), companions: [] },
      { path: join(cache, 'old/libdnnl.so.2'), companions: [join(cache, 'old/libOpenCL.so.1')] },
    ]);
    expect(libraryLocations({}, 'win32', join(folder, 'none'))).toEqual([
      { path: 'dnnl.dll', companions: [] },
    ]);
  });
});

describe('checkVersion', () => {
  it.each([
    [1, 96, false],
    [2, 5, false],
    [2, 6, true],
    [2, 7, true],
    [3, 0, true],
    [3, 11, true],
    [4, 0, false],
  ])('version %i.%i: usable %s', (major, minor, usable) => {
    const check = () => checkVersion('libdnnl.so', { major, minor, patch: 0 });
    if (usable) expect(check).not.toThrow();
    else expect(check).toThrow(/expected oneDNN 2.6 or later of version 2, or 3.x, received version/);
  });
});
