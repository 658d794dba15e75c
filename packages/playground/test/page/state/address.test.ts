import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAddress, writeAddress } from '../../../src/page/state/address.ts';
import type { PlaygroundState } from '../../../src/page/state/playground-state.ts';
import { batchesOf, type Scene } from '../../../src/page/state/scenes.ts';

const shelf = { labels: [0, 0, 0, 1, 1, 1, 2, 2, 2], classes: 3 };
const start = readAddress('', shelf);

const picture = fc.nat(8);
const batch = fc.array(picture, { minLength: 1, maxLength: 9 });
const label = fc.nat(2);
const scene: fc.Arbitrary<Scene> = fc.oneof(
  fc.record({ kind: fc.constant('circulate' as const), base: batch, weak: picture }),
  fc.record({ kind: fc.constant('two-weak' as const), base: batch, weak: picture, other: picture }),
  fc.record({ kind: fc.constantFrom('remove-class' as const, 'one-class' as const), base: batch, label }),
  fc.record({ kind: fc.constant('random' as const), base: batch, seed: fc.nat(2 ** 31 - 1) }),
);
const filter = fc.constantFrom<PlaygroundState['filter']>('all', 'weak', 0, 1, 2);

describe('the address', () => {
  it('names the batch and the class shown', () => {
    expect(writeAddress({ ...start, seats: [2, 3, 8], filter: 1 }, shelf)).toBe('batch=2.3.8&shelf=1');
    expect(readAddress('#batch=2.3.8&shelf=1', shelf)).toEqual({ ...start, seats: [2, 3, 8], filter: 1 });
  });

  it('gives back every batch and every step of every scene', () => {
    fc.assert(
      fc.property(
        batch,
        filter,
        fc.option(scene, { nil: undefined }),
        fc.nat(99),
        (seats, filter, scene, at) => {
          const batches = scene && batchesOf(scene, shelf);
          const step = at % (batches?.length ?? 1);
          const state: PlaygroundState = {
            seats: batches?.[step] ?? seats,
            held: undefined,
            play: scene && { scene, step, playing: false },
            filter,
          };
          expect(readAddress(writeAddress(state, shelf), shelf)).toEqual(state);
        },
      ),
    );
  });

  it('holds the number of seats: classes left out, or come twice', () => {
    expect(readAddress('#batch=4.8', shelf).seats).toEqual([4, 8]);
    expect(readAddress('#batch=0.3.6.1.4.7', shelf).seats).toEqual([0, 3, 6, 1, 4, 7]);
    expect(readAddress('#batch=2.x.5.99', shelf).seats).toEqual([2, 3, 5, 1]);
  });

  it('leaves out what is picked up, and names own pictures by a dash, which opens as the first image of the class', () => {
    const state: PlaygroundState = { ...start, seats: [0, 9, 6], held: { kind: 'seat', seat: 1 } };
    expect(writeAddress(state, shelf)).toBe('batch=0.-.6');
    expect(readAddress('#batch=0.-.6', shelf).seats).toEqual([0, 3, 6]);
  });

  it.each([
    '#batch=',
    '#batch=1.2.3.4.5.6.7.8.0.1',
    '#batch=99.-1.1e9',
    '#batch=<img src=x>',
    '#scene=circulate&weak=9&step=1',
    '#scene=circulate&step=1',
    '#scene=two-weak&weak=1',
    '#scene=one-class&class=3',
    '#scene=__proto__',
    '#shelf=7',
    '#%E0%A4%A',
  ])('opens as from the start where it does not fit: %s', (fragment) => {
    const read = readAddress(fragment, shelf);
    expect(read.seats).toEqual(start.seats);
    expect(read.play).toBeUndefined();
    expect(read.filter).toBe('all');
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { seats } = readAddress(`#batch=${text}&scene=random&seed=${text}&step=${text}`, shelf);
        expect(seats.length).toBeGreaterThan(0);
        expect(seats.length).toBeLessThanOrEqual(9);
        expect(seats.every((each) => each in shelf.labels)).toBe(true);
      }),
    );
  });

  it('starts a scene of an unknown step at its beginning', () => {
    expect(readAddress('#batch=0.3.6&scene=circulate&weak=1&step=50', shelf).play).toMatchObject({ step: 0 });
  });
});
