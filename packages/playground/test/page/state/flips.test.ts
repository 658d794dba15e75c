import { describe, expect, it } from 'vitest';
import { answersOf, countRight, type AnsweredBatch } from '../../../src/page/state/answered-batch.ts';
import { describeFlips, percent } from '../../../src/page/state/describe-change.ts';
import { findFlip } from '../../../src/page/state/find-flip.ts';
import { flipsBetween } from '../../../src/page/state/flips.ts';

/** A batch that one network answered with the given classes. */
function answered(seats: readonly number[], predicted: readonly number[]): AnsweredBatch {
  const answers = predicted.map((each) => ({ predicted: each, confidence: 0.9 }));
  return { seats, panes: [{ statistics: 'batch', networks: [{ name: 'balanced', answers }] }] };
}

describe('answers', () => {
  it('are the most probable class and its probability, the first of equals', () => {
    expect(answersOf(Float32Array.of(0.25, 0.75, 0, 0.5, 0, 0.5), 3)).toEqual([
      { predicted: 1, confidence: 0.75 },
      { predicted: 0, confidence: 0.5 },
    ]);
  });

  it('count as right only where there is a label', () => {
    const answers = answersOf(Float32Array.of(1, 0, 0, 1, 0, 1), 2);
    expect(countRight(answers, [0, 0, undefined])).toEqual({ right: 1, known: 2 });
  });
});

describe('flips', () => {
  it('follow an image to its new seat, and leave out images that came or went', () => {
    const before = answered([10, 11, 12], [0, 1, 2]);
    expect(flipsBetween(before, answered([12, 11, 13], [2, 0, 0]))).toEqual([
      { seat: 1, picture: 11, statistics: 'batch', network: 'balanced', from: 1, to: 0 },
    ]);
    expect(flipsBetween(before, answered([11, 10, 12], [1, 0, 2]))).toEqual([]);
  });

  it('are told in words', () => {
    const classes = ['cat', '<b>dog</b>', 'ship'];
    const flip = { seat: 1, picture: 4, statistics: 'batch', network: 'balanced', from: 0, to: 1 } as const;
    expect(describeFlips([], classes)).toBe('No answer of an image that stayed changed.');
    expect(describeFlips([flip], classes)).toBe(
      '1 answer changed: seat 2 from cat to <b>dog</b> (balanced, batch statistics).',
    );
    expect(describeFlips([flip, flip, flip, flip, flip, flip], classes)).toMatch(
      /^6 answers changed: .*; and 2 more\.$/,
    );
  });

  it('percentages are whole', () => {
    expect([0, 0.004, 0.126, 0.5, 1].map(percent)).toEqual(['0 %', '0 %', '13 %', '50 %', '100 %']);
  });
});

describe('the search for a flip', () => {
  const base = { seats: [0, 1, 2], shelf: 10, seed: 3, attempts: 500 };

  it('finds the one exchange that changes another image’s answer', async () => {
    // Image 1 is answered otherwise beside image 7.
    const answer = async (seats: readonly number[]) =>
      answered(
        seats,
        seats.map((picture) => (picture === 1 && seats.includes(7) ? 5 : picture % 3)),
      );
    const { found, tried } = await findFlip({ ...base, answer });
    if (found === undefined) throw new Error('expected a flip');
    expect(tried).toBeGreaterThan(0);
    expect(found.seats[found.exchanged]).toBe(7);
    expect(found.exchanged).not.toBe(1);
    expect(found.seats.filter((picture, seat) => picture !== base.seats[seat])).toEqual([7]);
    expect(found.flips).toMatchObject([{ picture: 1, from: 1, to: 5 }]);
    expect(await findFlip({ ...base, answer })).toEqual({ tried, found });
  });

  it('gives up after its attempts, where answers depend on nothing', async () => {
    const answer = async (seats: readonly number[]) => answered(seats, seats);
    const tried: number[] = [];
    expect(await findFlip({ ...base, attempts: 7, answer, onAttempt: (count) => tried.push(count) })).toEqual(
      { tried: 7, found: undefined },
    );
    expect(tried).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('stops when it is told to, and where no other image is left', async () => {
    const stop = new AbortController();
    let asked = 0;
    const answer = async (seats: readonly number[]) => {
      if (++asked === 3) stop.abort();
      return answered(seats, seats);
    };
    expect(await findFlip({ ...base, answer, signal: stop.signal })).toEqual({ tried: 2, found: undefined });
    expect(asked).toBe(3);
    expect(await findFlip({ ...base, shelf: 3, answer })).toEqual({ tried: 0, found: undefined });
  });
});
