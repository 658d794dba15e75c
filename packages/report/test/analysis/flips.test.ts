import { describe, expect, test } from 'vitest';
import type { EvaluationSource } from '../../src/evidence/evidence.ts';
import { batchOf, imageGroups, isRight, ownProbability, runsOfOneSeed } from '../../src/analysis/flips.ts';
import { pairedTests } from '../../src/analysis/paired.ts';
import { balanced, protocols, runOf, tableOf, type Run } from './runs-in-memory.ts';

/** A run that gives the classes of the first images such probabilities, and 0.9 those of the rest; it is right from 0.5 on. */
function sure(run: Run, own: readonly number[]): EvaluationSource {
  const source = runOf(run);
  const { labels } = source.predictions;
  const of = (image: number) => own[image] ?? 0.9;
  return {
    ...source,
    predictions: {
      ...source.predictions,
      predicted: labels.map((label, image) => (of(image) >= 0.5 ? label : 1 - label)),
      probabilities: Float32Array.from({ length: 2 * labels.length }, (_, at) => {
        const image = Math.floor(at / 2);
        return at % 2 === labels[image] ? of(image) : 1 - of(image);
      }),
    },
  };
}

function groupsOf(runs: readonly EvaluationSource[]) {
  const table = tableOf(runs);
  return imageGroups(table, pairedTests(table)).groups;
}

const told = (runs: readonly EvaluationSource[]) =>
  groupsOf(runs).map(({ id, title, images }) => `${id}, ${title}: ${images.join(' ')}`);

const standard = 'standard (population statistics)';
const batches = 'balanced batches (batch statistics)';

describe('images that change their answers', () => {
  test('are those of each comparison, by how much the probability of their class changes, then those never right', () => {
    // Image 4 is never right; 1, 2 and 6 turn right, by 0.5, 0.75 and 0.5; 0, 3 and 5 turn wrong, by 0.5, 0.75 and 0.5.
    const one = sure({}, [0.75, 0.25, 0.125, 0.875, 0.25, 0.75, 0.25]);
    const other = sure({ protocol: protocols.balanced }, [0.25, 0.75, 0.875, 0.125, 0.375, 0.25, 0.75]);
    expect(told([one, other])).toEqual([
      `images-0-right, Standard training: wrong under ${standard}, right under ${batches}: 2 1 6`,
      `images-0-wrong, Standard training: right under ${standard}, wrong under ${batches}: 3 0 5`,
      'images-never-0, Standard training: wrong in all 2 ways of testing: 4',
    ]);
    const [right, , never] = groupsOf([one, other]);
    const runs = [
      { name: standard, run: one },
      { name: batches, run: other },
    ];
    expect([right!.runs, never!.runs]).toEqual([runs, runs]);
    expect([0, 1].map((image) => [isRight(one, image), ownProbability(one, image)])).toEqual([
      [true, 0.75],
      [false, 0.25],
    ]);
  });

  test('that are never right stand by the most that any test gives their class, the least first', () => {
    const one = sure({}, [0.25, 0.125, 0.375, 0.125]);
    const other = sure({ protocol: protocols.balanced }, [0.25, 0.4375, 0.125, 0.25]);
    expect(told([one, other])).toEqual([
      'images-never-0, Standard training: wrong in all 2 ways of testing: 0 3 2 1',
    ]);
  });

  test('need a second way of testing, and a change', () => {
    expect(told([sure({}, [0.25])])).toEqual([]);
    expect(told([sure({}, []), sure({ protocol: protocols.balanced }, [])])).toEqual([]);
  });

  test.each<[string, Run['protocol'], boolean]>([
    ['the images of one batch', protocols.random, true],
    ['other batches in each pass', { ...protocols.random, shuffles: true }, false],
    ['a decision over the batch', { ...protocols.balanced, decision: 'assignment' }, false],
    ['the image alone', { ...protocols.standard, statistics: 'batch' }, false],
    ['fixed statistics', { ...protocols.standard, statistics: 'running' }, false],
  ])('are shown where they are answered with the statistics of %s', (_, protocol, shown) => {
    const groups = groupsOf([sure({}, [0.25, 0.75]), sure({ protocol: protocol! }, [0.75, 0.25])]);
    expect(groups.length > 0).toBe(shown);
  });

  test('after another training are shown under each test that both had, but for decisions over batches', () => {
    const decided = { ...protocols.balanced, name: 'assigned', heading: 'Assigned', decision: 'assignment' };
    const runs = [protocols.standard, decided].flatMap((protocol) => [
      sure({ protocol }, [0.25]),
      sure({ protocol, subject: balanced }, [0.75]),
    ]);
    expect(told(runs).filter((group) => !group.includes('never'))).toEqual([
      'images-0-right, Standard (population statistics): wrong after standard training, right after balanced training: 0',
    ]);
  });
});

test('answers of one arm are those of the seeds that most of its tests have, on the same images', () => {
  const cell = (name: string, ...runs: readonly Run[]) => ({ name, runs: runs.map(runOf) });
  const seeded = (seed: number, more: Run = {}): Run => ({ ...more, subject: { seed } });
  const told = (cells: readonly ReturnType<typeof cell>[]) =>
    runsOfOneSeed(cells).map(({ name, run }) => [name, run.facts.training.seed]);
  expect(
    told([cell('a', seeded(0), seeded(1)), cell('b', seeded(1)), cell('c', seeded(2), seeded(1))]),
  ).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 1],
  ]);
  // As many of either: the first.
  expect(told([cell('a', seeded(0), seeded(1)), cell('b', seeded(1), seeded(0))])).toEqual([
    ['a', 0],
    ['b', 0],
  ]);
  const elsewhere = { provenance: { testDataset: 'other' } };
  expect(told([cell('a', seeded(0)), cell('b', seeded(0, elsewhere)), cell('c', seeded(0))])).toEqual([
    ['a', 0],
    ['c', 0],
  ]);
  expect(told([cell('a', { seed: 1 }), cell('b', { seed: 2 })])).toEqual([['a', 0]]);
  expect(told([])).toEqual([]);
});

test('the batch of an image are those that were in it, by their places, and what filled it', () => {
  const predictions = {
    batches: Uint32Array.of(0, 1, 0, 1, 0, 2, 2, 2, 2, 2),
    slots: Uint32Array.of(2, 0, 0, 1, 1, 5, 3, 2, 1, 0),
  };
  const of = (image: number, protocol: Run['protocol']) => {
    const run = runOf({ protocol: protocol! });
    return batchOf({ ...run, predictions: { ...run.predictions, ...predictions } }, image);
  };
  // Random batches do not say how large they are: after the last place nothing is missed.
  expect([0, 1, 9].map((image) => of(image, protocols.random))).toEqual([
    { images: [2, 4, 0], fillers: 0 },
    { images: [1, 3], fillers: 0 },
    { images: [9, 8, 7, 6, 5], fillers: 1 },
  ]);
  const four = {
    ...protocols.balanced,
    composition: { kind: 'balanced', samplesPerClass: 2, classesPerBatch: 2 },
  };
  expect([of(0, four as Run['protocol']), of(1, four as Run['protocol'])]).toEqual([
    { images: [2, 4, 0], fillers: 1 },
    { images: [1, 3], fillers: 2 },
  ]);
});
