import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { UserError, systemFailure } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'batchmates-'));
afterAll(() => rmSync(folder, { recursive: true }));

function failureOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

it('says operation, path and reason of a refused file in one line', () => {
  const path = join(folder, 'absent');
  const failure = systemFailure(failureOf(() => readFileSync(path)));
  expect(failure).toBeInstanceOf(UserError);
  expect(failure?.code).toBe('system/ENOENT');
  expect(failure?.message).toBe(
    `open ${path}: no such file or directory (ENOENT); something removed it while it was needed: run the command again`,
  );
});

it('names both places of a move', () => {
  mkdirSync(join(folder, 'full', 'inner'), { recursive: true });
  mkdirSync(join(folder, 'other'));
  const failure = systemFailure(failureOf(() => renameSync(join(folder, 'other'), join(folder, 'full'))));
  expect(failure?.message).toBe(`rename ${folder}/other to ${folder}/full: directory not empty (ENOTEMPTY)`);
});

it('says the same of a process that cannot be started', async () => {
  const child = spawn(join(folder, 'no-command'));
  const [error] = (await once(child, 'error')) as [Error];
  expect(systemFailure(error)?.message).toMatch(/^spawn .*no-command ENOENT; /);
});

it('is for nothing else: not for our own mistakes, nor for those of a call', () => {
  expect(systemFailure(new Error('internal: x'))).toBeUndefined();
  expect(systemFailure(failureOf(() => readFileSync(undefined as unknown as string)))).toBeUndefined();
  expect(systemFailure('text')).toBeUndefined();
});
