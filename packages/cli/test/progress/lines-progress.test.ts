import { describe, expect, it } from 'vitest';
import { linesProgress } from '../../src/progress/lines-progress.ts';

function recorded() {
  const lines: string[] = [];
  let time = 0;
  const progress = linesProgress(
    (line) => lines.push(line),
    () => time,
  );
  return { lines, progress, wait: (seconds: number) => (time += seconds * 1000) };
}

describe('linesProgress', () => {
  it('writes one line when short work is done', () => {
    const { lines, progress, wait } = recorded();
    const bar = progress.start({ label: 'train', total: 10_000, unit: 'images' });
    wait(4);
    bar.advance(10_000, 'loss 1.5');
    bar.stop();
    bar.stop();
    expect(lines).toEqual(['train: 10,000 images in 0:04, 2,500/s, loss 1.5']);
  });

  it('writes every ten seconds of long work, with rate and time left', () => {
    const { lines, progress, wait } = recorded();
    const bar = progress.start({ label: 'train', total: 1000, unit: 'images' });
    for (let second = 0; second < 25; second++) {
      wait(1);
      bar.advance(10);
    }
    bar.stop();
    expect(lines).toEqual([
      'train: 10 % of 1,000 images, 10.0/s, 1:30 left',
      'train: 20 % of 1,000 images, 10.0/s, 1:20 left',
      'train: 250 images (of 1,000) in 0:25, 10.0/s',
    ]);
  });

  it('writes out control characters of notes, labels and what stands beside a bar', () => {
    const { lines, progress } = recorded();
    progress.note('left out: \u001b[2Jx.jpg\r\n\u009b31m');
    const bar = progress.start({ label: 'a\u0007b', total: 1, unit: 'images' });
    bar.advance(1, 'class \u001bc');
    bar.stop();
    // A note may have several lines.
    expect(lines[0]).toBe('left out: \\x1b[2Jx.jpg\\x0d\n\\x9b31m');
    expect(lines[1]).toMatch(/^a\\x07b: 1 images .*class \\x1bc$/);
  });

  it('shows hours, slow rates, and nothing that is not known', () => {
    const { lines, progress, wait } = recorded();
    const bar = progress.start({ label: 'step', total: 1000, unit: 'steps' });
    wait(10);
    bar.advance(1);
    bar.stop();
    progress.start({ label: 'none', total: 0, unit: 'files' }).stop();
    expect(lines).toEqual([
      'step: 0 % of 1,000 steps, 0.10/s, 2:46:30 left',
      'step: 1 steps (of 1,000) in 0:10, 0.10/s',
      'none: 0 files in 0:00',
    ]);
  });
});
