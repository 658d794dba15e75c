import { expect, test } from 'vitest';
import { race } from '../src/harness/race.ts';
import { summarise } from '../src/harness/sample.ts';
import type { Contestant } from '../src/harness/contestant.ts';

const counting: Contestant = {
  name: 'counting',
  launch: { kind: 'node', module: new URL('./counting-body.ts', import.meta.url), options: { items: 3 } },
};

test('contestants run in processes of their own, one round each in turn', async () => {
  const { results, absences } = await race([counting, { ...counting, name: 'again' }], {
    rounds: 3,
    milliseconds: 5,
    log: () => undefined,
  });
  expect(absences).toEqual([]);
  expect(results.map(({ name }) => name)).toEqual(['counting', 'again']);
  expect(new Set(results.map(({ facts }) => facts['process'])).size).toBe(2);
  for (const { speed, peakMegabytes } of results) {
    expect(speed.rounds).toBe(3);
    expect(speed.median).toBeGreaterThan(0);
    expect(peakMegabytes).toBeGreaterThan(10);
  }
});

test('a contestant that cannot start is absent, with its last words', async () => {
  const { results, absences } = await race(
    [
      {
        name: 'broken',
        launch: { kind: 'command', program: 'node', arguments: ['-e', 'throw Error("no GPU")'] },
      },
    ],
    { rounds: 1, milliseconds: 1, log: () => undefined },
  );
  expect(results).toEqual([]);
  expect(absences[0]?.reason).toContain('no GPU');
});

test('a sample is its median and half its interquartile range over it', () => {
  expect(summarise([4, 1, 3, 2, 5])).toEqual({ median: 3, spread: 1 / 3, rounds: 5 });
});
