import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageSnippet, temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { auditBatches } from '../../src/commands/audit-batches.ts';
import { auditPredictions } from '../../src/commands/audit-predictions.ts';
import { printed } from './written.ts';

/** `BATCHMATES_PEER_PYTHON` names a Python that has PyTorch and NumPy (PyPI). */
const python = process.env['BATCHMATES_PEER_PYTHON'] ?? 'python3';
const present = spawnSync(python, ['-c', 'import torch, numpy']).status === 0;

describe.skipIf(!present)('the snippets of docs/audit.md (skipped where Python lacks PyTorch)', () => {
  test('write batches and predictions that are told', async () => {
    const folder = await temporaryFolder();
    const names = ['plan.py', 'predictions.py'];
    for (const name of names) await writeFile(join(folder, name), await pageSnippet('audit.md', name));
    execFileSync(python, [join(import.meta.dirname, 'snippets.py'), ...names], {
      cwd: folder,
      stdio: 'pipe',
    });

    const batches = join(folder, 'plan.csv');
    const plan = await printed((print) => auditBatches({ batches, labels: undefined, seed: 0, print }));
    expect(plan).toContain('Every batch holds exactly one image of each of the 4 classes');
    expect(plan).toContain('30 batches in 2 epochs, 30 of 4 images; 60 of 60 images in 4 classes');

    const files = ['eval.npz', 'train.npz'].map((name) => join(folder, name));
    const told = await printed((print) => auditPredictions({ files, labels: undefined, seed: 0, print }));
    expect(told).toMatch(/^train\.npz errs on [\d.]+ % of the images, eval\.npz on [\d.]+ %: /);
    expect(told).toContain('60 images in 4 classes');
    expect(told.match(/Every batch holds exactly one image of each of the 4 classes/g)).toHaveLength(2);
    // Other statistics, other probabilities.
    expect(told).not.toMatch(/ 0\.000$/m);
  });
});
