import { describe, expect, it } from 'vitest';
import { overlappingLooks } from '../../src/open/overlapping-looks.ts';

/** Looks that end when they are told, and what was asked of each. */
function recorded() {
  const asked: boolean[] = [];
  const ends: ((failed?: Error) => void)[] = [];
  const look = overlappingLooks(async (afresh) => {
    const number = asked.push(afresh);
    await new Promise<void>((resolve, reject) => {
      ends.push((failed) => (failed === undefined ? resolve() : reject(failed)));
    });
    return number;
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { asked, ends, look, settled };
}

describe('looks that overlap', () => {
  it('are one', async () => {
    const { asked, ends, look, settled } = recorded();
    const both = Promise.all([look(false), look(false)]);
    await settled();
    ends[0]!();
    expect(await both).toEqual([1, 1]);
    expect(asked).toEqual([false]);
  });

  it('look afresh where one of two tabs asks for it, whichever asks first', async () => {
    const { asked, ends, look, settled } = recorded();
    const [plain, fresh, other, late] = [look(false), look(true), look(true), look(false)];
    await settled();
    expect(asked).toEqual([false]);
    ends[0]!();
    await settled();
    ends[1]!();
    expect(await Promise.all([plain, fresh, other, late])).toEqual([1, 2, 2, 2]);
    expect(asked).toEqual([false, true]);
  });

  it('are begun again after one that failed', async () => {
    const { asked, ends, look, settled } = recorded();
    const [failing, fresh] = [look(false), look(true)];
    await settled();
    ends[0]!(new Error('gone'));
    await expect(failing).rejects.toThrow('gone');
    await settled();
    ends[1]!();
    expect(await fresh).toBe(2);
    const next = look(false);
    await settled();
    ends[2]!();
    expect(await next).toBe(3);
    expect(asked).toEqual([false, true, false]);
  });
});
