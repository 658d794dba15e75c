import { describe, expect, it } from 'vitest';
import { firstPlace } from '../src/third-party-failure.ts';

describe('the place in a stack', () => {
  it.each([
    ['a path', '/home/me/my-stage.ts:3:9', '/home/me/my-stage.ts'],
    ['a path of Windows', String.raw`C:\Users\me\my-stage.ts:3:9`, String.raw`C:\Users\me\my-stage.ts`],
    ['an address', 'file:///home/me/my-stage.ts:3:9', '/home/me/my-stage.ts'],
  ])('is found in %s, with and without the name of a function', (_, written, file) => {
    for (const call of [`    at run (${written})`, `    at async run (${written})`, `    at ${written}`]) {
      const stack = ['Error: theirs', '    at new Script (node:vm:117:7)', call].join('\n');
      expect(firstPlace(stack)).toEqual({ file, line: '3:9' });
    }
  });

  it('is none where only Node was at work', () => {
    expect(firstPlace('Error: theirs\n    at new Script (node:vm:117:7)')).toBeUndefined();
  });
});
