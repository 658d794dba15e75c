import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { barsProgress } from '../../src/progress/bars-progress.ts';

it('no control character of a note, a label or what stands beside a bar reaches the terminal', () => {
  const written: string[] = [];
  const stream = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 200,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  }) as unknown as NodeJS.WriteStream;
  stream.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  const progress = barsProgress(stream);
  progress.note('x\u0007.jpg');
  const bar = progress.start({ label: 'a\u0007b', total: 10, unit: 'images' });
  bar.advance(1, 'class \u0007c');
  progress.note('y\u0007.jpg');
  bar.stop();
  const text = written.join('');
  expect(text).not.toContain('\u0007');
  for (const name of ['x\\x07.jpg\n', 'a\\x07b', 'y\\x07.jpg', 'class \\x07c']) expect(text).toContain(name);
});
