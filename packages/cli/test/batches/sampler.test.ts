import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pageSnippet, temporaryFolder } from '@batchmates/stage/testing';
import { describe, expect, test } from 'vitest';
import { auditBatches } from '../../src/commands/audit-batches.ts';
import { batches } from '../../src/commands/batches.ts';
import { csv, printed } from '../audit/written.ts';

/** `BATCHMATES_PEER_PYTHON` names a Python that has PyTorch and NumPy (PyPI). */
const python = process.env['BATCHMATES_PEER_PYTHON'] ?? 'python3';
const present = spawnSync(python, ['-c', 'import torch, numpy']).status === 0;

/** A loop over three epochs, in which the data set loads with worker processes, and what it saw. */
const LOOP = `
import json, torch

class Images(torch.utils.data.Dataset):
    def __len__(self):
        return 40
    def __getitem__(self, image):
        return image

loader = torch.utils.data.DataLoader(Images(), batch_sampler=PlannedBatches("plan.npz"), num_workers=1)
seen = []
for epoch in range(3):
    loader.batch_sampler.epoch = epoch
    assert len(loader) == 10
    seen.append([batch.tolist() for batch in loader])
print(json.dumps(seen))
`;

describe.skipIf(!present)('the sampler of docs/batches.md (skipped where Python lacks PyTorch)', () => {
  test('gives PyTorch the batches of every epoch', async () => {
    const folder = await temporaryFolder();
    const classOf = (image: number) => image % 4;
    const labels = join(folder, 'labels.csv');
    await writeFile(labels, csv([['label'], ...Array.from({ length: 40 }, (_, image) => [classOf(image)])]));
    const save = join(folder, 'plan.npz');
    const options = { root: folder, labels, batching: 'balanced', seed: 2, first: 1, epochs: 3, save };
    await printed((print) => batches({ ...options, print }));
    await writeFile(join(folder, 'loop.py'), (await pageSnippet('batches.md', 'sampler.py')) + LOOP);

    const printedJson = execFileSync(python, ['loop.py'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
    const epochs = JSON.parse(printedJson) as number[][][];
    for (const epoch of epochs) {
      for (const batch of epoch) expect(batch.map(classOf).sort()).toEqual([0, 1, 2, 3]);
      expect(epoch.flat().sort((one, other) => one - other)).toEqual(
        Array.from({ length: 40 }, (_, image) => image),
      );
    }
    expect(epochs[1]).not.toEqual(epochs[0]);
    // What the loop saw, as a table of its own, is told as the plan is.
    const rows = epochs.flatMap((epoch, e) =>
      epoch.flatMap((batch, b) => batch.map((image) => [e, b, image])),
    );
    const seen = join(folder, 'seen.csv');
    await writeFile(seen, csv([['epoch', 'batch', 'image'], ...rows]));
    const told = (file: string) =>
      printed((print) => auditBatches({ batches: file, labels, seed: 0, print }));
    expect(await told(seen)).toBe(await told(save));
  });
});
