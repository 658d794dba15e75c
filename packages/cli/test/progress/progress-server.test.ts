import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { linesProgress } from '../../src/progress/lines-progress.ts';
import { serveProgress } from '../../src/progress/progress-server.ts';
import { remoteProgress } from '../../src/progress/remote-progress.ts';

describe('progress in another process', () => {
  it('arrives complete and in order, named after the instance', async () => {
    const lines: string[] = [];
    const server = await serveProgress(
      linesProgress(
        (line) => lines.push(line),
        () => 0,
      ),
    );
    const remote = remoteProgress(server.address, 'train.balanced');
    remote.progress.note('engine: onednn');
    const bar = remote.progress.start({ label: 'train', total: 30, unit: 'images' });
    for (let step = 0; step < 3; step++) bar.advance(10, `loss ${step}`);
    bar.stop();
    await remote.close();
    await expect
      .poll(() => lines)
      .toEqual(['train.balanced: engine: onednn', 'train.balanced: train: 30 images in 0:00, loss 2']);
    server.close();
  });

  it('closes the bars of a stage that went away', async () => {
    const lines: string[] = [];
    const server = await serveProgress(
      linesProgress(
        (line) => lines.push(line),
        () => 0,
      ),
    );
    const remote = remoteProgress(server.address, 'train');
    remote.progress.start({ label: 'train', total: 30, unit: 'images' }).advance(7);
    await remote.close();
    await expect.poll(() => lines).toEqual(['train: train: 7 images (of 30) in 0:00']);
    server.close();
  });

  it.skipIf(process.platform === 'win32')(
    'has an address that fits however long the path of the temporary folder is',
    async () => {
      vi.stubEnv('TMPDIR', `/tmp/${'long/'.repeat(40)}`);
      const server = await serveProgress(linesProgress(() => undefined));
      vi.unstubAllEnvs();
      expect(existsSync(server.address)).toBe(true);
      server.close();
    },
  );

  it('is dropped when nobody listens: work goes on', async () => {
    const remote = remoteProgress('/nowhere/batchmates.sock', 'train');
    remote.progress.note('lost');
    await new Promise((resolve) => setTimeout(resolve, 50));
    remote.progress.note('lost as well');
    await remote.close();
  });
});
