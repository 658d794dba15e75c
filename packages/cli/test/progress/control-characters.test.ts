import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { barsProgress } from '../../src/progress/bars-progress.ts';
import { linesProgress } from '../../src/progress/lines-progress.ts';

/** Clears the screen, rings, and colours what follows. */
const NAME = 'cat\u001b[2J\u0007\u001b[31m';

const WRITTEN = 'cat\\x1b[2J\\x07\\x1b[31m';

test('lines write control characters of names out', () => {
  const lines: string[] = [];
  const progress = linesProgress((line) => lines.push(line));
  progress.note(`left out: ${NAME}`);
  const bar = progress.start({ label: NAME, unit: 'images', total: 1 });
  bar.advance(1, NAME);
  bar.stop();
  expect(lines[0]).toBe(`left out: ${WRITTEN}`);
  expect(lines[1]).toMatch(/^cat\\x1b\[2J\\x07\\x1b\[31m: 1 images in .*cat\\x1b\[2J\\x07\\x1b\[31m$/);
});

test('so do bars', () => {
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 200,
    cursorTo() {},
    clearLine() {},
    moveCursor() {},
  });
  const progress = barsProgress(stream as unknown as NodeJS.WriteStream);
  progress.note(`left out: ${NAME}`);
  const bar = progress.start({ label: NAME, unit: NAME, total: 2 });
  bar.advance(1, NAME);
  bar.stop();
  const text = String(stream.read());
  expect(text).toContain(`left out: ${WRITTEN}`);
  // The bars' own commands to the terminal are others.
  expect(text).not.toContain('\u001b[2J');
  expect(text).not.toContain('\u0007');
});
