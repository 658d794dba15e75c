import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startByPs } from '../../src/lock/running-process.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the start of a process as ps says it', () => {
  it('is the same text whatever language and time zone the one who asks has', async () => {
    const said = await startByPs(process.pid);
    expect(said).toMatch(/^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/);
    vi.stubEnv('TZ', 'Asia/Tokyo');
    vi.stubEnv('LC_ALL', 'de_DE.UTF-8');
    expect(await startByPs(process.pid)).toBe(said);
  });

  it('is absent when the process has ended', async () => {
    const child = spawn(process.execPath, ['--version']);
    await once(child, 'exit');
    expect(await startByPs(child.pid!)).toBeUndefined();
  });
});
