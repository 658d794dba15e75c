import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedBatch } from '../../../src/page/state/pictures.ts';
import {
  nextState,
  seated,
  type Action,
  type PlaygroundState,
} from '../../../src/page/state/playground-state.ts';

/** Three classes with four images each. */
const shelf = { labels: [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2], classes: 3 };
const start: PlaygroundState = {
  seats: balancedBatch(shelf),
  held: undefined,
  play: undefined,
  filter: 'all',
};

function after(...actions: readonly Action[]): PlaygroundState {
  return actions.reduce((state, action) => nextState(state, action, shelf), start);
}

describe('seats', () => {
  it('start balanced: one image of every class', () => {
    expect(start.seats).toEqual([0, 4, 8]);
    expect(balancedBatch(shelf, { round: 5 })).toEqual([1, 5, 9]);
  });

  it('are balanced in other numbers, too, and hold each image once', () => {
    expect(balancedBatch(shelf, { round: 0, count: 6 })).toEqual([0, 4, 8, 1, 5, 9]);
    expect(balancedBatch(shelf, { round: 1, count: 6 })).toEqual([2, 6, 10, 3, 7, 11]);
    expect(balancedBatch(shelf, { round: 0, count: 2 })).toEqual([0, 4]);
    const uneven = { labels: [0, 1, 1, 1, 1] };
    expect(balancedBatch(uneven, { round: 0, count: 5 })).toEqual([0, 1, 2, 3, 4]);
  });

  it('become more by images of the classes that have the fewest, and fewer from the end', () => {
    const resize = (count: number) => ({ kind: 'resize', count }) as const;
    expect(after(resize(6)).seats).toEqual([0, 4, 8, 1, 5, 9]);
    expect(after(resize(2)).seats).toEqual([0, 4]);
    const lacking = after({ kind: 'set-batch', seats: [0, 1, 4] }, resize(5));
    expect(lacking.seats).toEqual([0, 1, 4, 8, 5]);
    expect(after(resize(12), resize(3)).seats).toEqual(start.seats);
  });

  it.each([0, -1, 13, 2.5, NaN, 3])(
    'stay as they are at a number out of bounds, or the same: %s',
    (count) => {
      const playing = after({ kind: 'press-seat', seat: 1 });
      expect(nextState(playing, { kind: 'resize', count }, shelf)).toBe(playing);
    },
  );

  it('change places', () => {
    expect(seated([0, 4, 8], { kind: 'seat', seat: 0 }, 2)).toEqual([8, 4, 0]);
  });

  it('take an image of the shelf instead of their own; one that is seated changes places', () => {
    expect(seated([0, 4, 8], { kind: 'picture', picture: 11 }, 1)).toEqual([0, 11, 8]);
    expect(seated([0, 4, 8], { kind: 'picture', picture: 8 }, 0)).toEqual([8, 4, 0]);
  });

  it('never hold an image twice, whatever is pressed', () => {
    const seat = fc.nat(2);
    const picture = fc.nat(11);
    const action = fc.oneof(
      fc.record({ kind: fc.constant('press-seat' as const), seat }),
      fc.record({ kind: fc.constant('press-picture' as const), picture }),
      fc.record({
        kind: fc.constant('drop' as const),
        seat,
        held: fc.record({ kind: fc.constant('picture' as const), picture }),
      }),
      fc.constant({ kind: 'put-down' as const }),
      fc.record({ kind: fc.constant('resize' as const), count: fc.integer({ min: -1, max: 14 }) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        const { seats } = actions.reduce(
          (state, each) =>
            'seat' in each && each.seat >= state.seats.length ? state : nextState(state, each, shelf),
          start,
        );
        expect(seats.length).toBeGreaterThan(0);
        expect(new Set(seats).size).toBe(seats.length);
      }),
    );
  });
});

describe('pressing', () => {
  it('a seat, then another, exchanges them', () => {
    const held = after({ kind: 'press-seat', seat: 0 });
    expect(held.held).toEqual({ kind: 'seat', seat: 0 });
    expect(held.seats).toEqual(start.seats);
    expect(nextState(held, { kind: 'press-seat', seat: 1 }, shelf)).toMatchObject({
      seats: [4, 0, 8],
      held: undefined,
    });
  });

  it.each([
    [
      { kind: 'press-seat', seat: 2 },
      { kind: 'press-picture', picture: 3 },
    ],
    [
      { kind: 'press-picture', picture: 3 },
      { kind: 'press-seat', seat: 2 },
    ],
    [
      { kind: 'press-picture', picture: 7 },
      { kind: 'press-picture', picture: 3 },
      { kind: 'press-seat', seat: 2 },
    ],
  ] satisfies Action[][])('seat and picture in either order seats the picture: %j %j', (...actions) => {
    expect(after(...actions)).toMatchObject({ seats: [0, 4, 3], held: undefined });
  });

  it('the same again, or Escape, lets go', () => {
    expect(after({ kind: 'press-seat', seat: 2 }, { kind: 'press-seat', seat: 2 })).toEqual(start);
    expect(after({ kind: 'press-picture', picture: 5 }, { kind: 'press-picture', picture: 5 })).toEqual(
      start,
    );
    expect(after({ kind: 'press-picture', picture: 5 }, { kind: 'put-down' })).toEqual(start);
  });
});

describe('a scene', () => {
  const scene = { kind: 'circulate', base: [1, 5, 9], weak: 3 } as const;

  it('shows its first batch, then one batch a step, and stops at the last', () => {
    const begun = after({ kind: 'start-scene', scene, playing: true });
    expect(begun).toMatchObject({ seats: [1, 5, 9], play: { step: 0, playing: true } });
    const second = nextState(begun, { kind: 'show-step', step: 2 }, shelf);
    expect(second).toMatchObject({ seats: [1, 3, 9], play: { step: 2, playing: true } });
    const last = nextState(second, { kind: 'show-step', step: 9 }, shelf);
    expect(last).toMatchObject({ seats: [1, 5, 3], play: { step: 3, playing: false } });
    expect(nextState(last, { kind: 'play', playing: true }, shelf)).toMatchObject({
      seats: [1, 5, 9],
      play: { step: 0, playing: true },
    });
  });

  it('pauses when an image is picked up, and ends when the batch becomes another', () => {
    const held = after({ kind: 'start-scene', scene, playing: true }, { kind: 'press-seat', seat: 1 });
    expect(held.play).toMatchObject({ playing: false });
    expect(nextState(held, { kind: 'press-seat', seat: 0 }, shelf)).toMatchObject({
      seats: [5, 1, 9],
      play: undefined,
    });
  });
});
