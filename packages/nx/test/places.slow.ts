import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  asOrdinaryUser,
  createTemporaryWorkspace,
  giveToOrdinaryUser,
  temporaryWorkspaceAt,
  type TemporaryWorkspace,
} from 'batchmates/testing';
import { temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, it } from 'vitest';

const PIPELINE = `
name: small
stages:
  glyphs:
    uses: ingestion/glyphs
    with: { letters: ABC, trainPerClass: 12, testPerClass: 6 }
  train:
    uses: trainer/train
    in: { dataset: glyphs }
    with: { network: cifar-resnet-8, width: 4, resolution: 12, epochs: 1, threads: 1, augmentation: { kind: scale-crop, flip: false } }
  calibrate:
    uses: evaluator/calibrate
    in: { checkpoint: train, dataset: glyphs }
    with: { threads: 1 }
  evaluate:
    uses: evaluator/evaluate
    in: { checkpoint: calibrate, dataset: glyphs }
    with: { protocol: standard, threads: 1 }
  report:
    uses: report/report
    in: { results: evaluate, checkpoints: train, datasets: glyphs }
`;

const ODD = "a folder [with] {an} ($odd) 'name' & more";

/** From letters to a report with Nx, as an ordinary user; then once more, from the cache. */
async function expectRuns(workspace: TemporaryWorkspace): Promise<void> {
  const { code, stdout, stderr } = await workspace.batchmates(['run-all', 'small'], asOrdinaryUser);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/^Standard +\d+\.\d\d %/m);
  expect(await readdir(join(workspace.root, 'artifacts/small'))).toEqual([
    'calibrate',
    'evaluate',
    'glyphs',
    'report',
    'train',
  ]);
  const again = await workspace.batchmates(['run-all', 'small'], asOrdinaryUser);
  expect(again.code, again.stdout + again.stderr).toBe(0);
  expect(again.stdout + again.stderr).not.toContain('images in');
}

/** A folder that an ordinary user may enter. */
async function openFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await chmod(folder, 0o755);
  return folder;
}

describe('an ordinary user runs a pipeline of real stages', () => {
  it('in a folder whose path has spaces, brackets and apostrophes', { timeout: 300_000 }, async () => {
    const { root, write } = await createTemporaryWorkspace();
    await write('pipelines/small/pipeline.yaml', PIPELINE);
    const odd = join(await openFolder(), ODD);
    await rename(root, odd);
    await giveToOrdinaryUser(odd);
    await expectRuns(temporaryWorkspaceAt(odd));
  });

  it('in a worktree of git', { timeout: 300_000 }, async () => {
    const source = await createTemporaryWorkspace();
    await source.write('pipelines/small/pipeline.yaml', PIPELINE);
    const git = (...words: readonly string[]) =>
      promisify(execFile)('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], {
        cwd: source.root,
      });
    await git('init', '--quiet');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'all');
    const worktree = join(await openFolder(), 'worktree');
    await git('worktree', 'add', '--quiet', worktree);
    // What git ignores does not come with a worktree: the packages are installed there as everywhere.
    await mkdir(join(worktree, 'node_modules'), { recursive: true });
    await promisify(execFile)('cp', ['-a', join(source.root, 'node_modules'), worktree]);
    await Promise.all([source.root, worktree].map(giveToOrdinaryUser));
    await expectRuns(temporaryWorkspaceAt(worktree));
  });
});
