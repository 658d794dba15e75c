import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, it } from 'vitest';
import { tryOnce } from '../../src/library/trial-memory.ts';
import type { Trial } from '../../src/library/try-library.ts';

const folder = await temporaryFolder();
const version = { major: 3, minor: 6, patch: 2 };
let files = 0;

/** A file to try, a memory of its own, and a trial that counts how often it is made. */
function scene(answer: Trial = { version }) {
  const path = join(folder, `library-${files++}.so`);
  const memory = join(folder, `memory-${files}`, 'tried.json');
  writeFileSync(path, 'a library');
  const trials: string[] = [];
  const attempt = (): Trial => {
    trials.push(path);
    return answer;
  };
  const trial = () => tryOnce({ path, companions: [] }, memory, attempt);
  return { path, memory, trials, trial };
}

describe('tryOnce', () => {
  it('tries a file once while it stays what it is', () => {
    const { trial, trials } = scene();
    expect([trial(), trial(), trial()]).toEqual([{ version }, { version }, { version }]);
    expect(trials).toHaveLength(1);
  });

  it('tries again when the file has another size, or another time', () => {
    const { trial, trials, path } = scene();
    trial();
    writeFileSync(path, 'a longer library');
    trial();
    expect(trials).toHaveLength(2);
    utimesSync(path, new Date(2020, 1), new Date(2020, 1));
    trial();
    expect(trials).toHaveLength(3);
  });

  it('tries again when what it needs is another, or gone', () => {
    const { path, memory, trials } = scene();
    const companion = join(folder, 'libgomp.so.1');
    const trial = () =>
      tryOnce({ path, companions: [companion] }, memory, () => {
        trials.push(path);
        return { version };
      });
    trial();
    trial();
    expect(trials).toHaveLength(1);
    writeFileSync(companion, 'there now');
    trial();
    expect(trials).toHaveLength(2);
  });

  it('does not remember failures', () => {
    const { trial, trials } = scene({ trouble: 'file too short' });
    expect([trial(), trial()]).toEqual([{ trouble: 'file too short' }, { trouble: 'file too short' }]);
    expect(trials).toHaveLength(2);
  });

  it('keeps what it knows of other files', () => {
    const { memory, trial, path } = scene();
    trial();
    const other = scene();
    tryOnce({ path: other.path, companions: [] }, memory, () => ({ version }));
    expect(Object.keys(JSON.parse(readFileSync(memory, 'utf8')) as object)).toEqual([path, other.path]);
  });

  it.each(['not JSON', '{}', '[]', 'null', '{"x":null}'])('does without a memory that holds %s', (text) => {
    const { trial, trials, memory } = scene();
    trial();
    writeFileSync(memory, text);
    expect(trial()).toEqual({ version });
    expect(trials).toHaveLength(2);
  });

  it('says that a file is not there', () => {
    const { trial } = {
      trial: () => tryOnce({ path: join(folder, 'none.so'), companions: [] }, '', () => ({ version })),
    };
    expect(trial()).toEqual({ trouble: 'no such file' });
  });
});
