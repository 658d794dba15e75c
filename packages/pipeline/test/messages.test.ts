import { describe, expect, test } from 'vitest';
import { mistakesOf } from './toy-stages.ts';

/** A file with a stage that trains with these params. */
const training = (params: string, matrix = '') =>
  `name: toy\nstages:\n  source: { uses: toy/source }\n  train: { uses: toy/train, in: { dataset: source }, ${matrix}with: { epochs: 1, ${params} } }\n`;

const train = 'stages.train.with';

describe('one slip is one line: place, key, expected, received, remedy', () => {
  test.each([
    [
      'two keys on a line',
      'name: p\nstages:\n  a:\n    uses: toy/source\n    with:\n      one: 1, two: 2\n',
      '6:12: expected one key on a line, or several in { }, received a second key after the value of the first; put it on a line of its own, or quote the value if its colon belongs to it',
    ],
    [
      'a key that is there already',
      'name: p\nstages:\n  a:\n    uses: toy/source\n    with: { size: 1 }\n    with: { size: 2 }\n',
      '6:5: expected each key once, received one that stands above already; put what both say under one of them',
    ],
    [
      'a tab',
      'name: t\nstages:\n\tsource: {}\n',
      '3:1: expected spaces before a key, received a tab; put two spaces in its place',
    ],
    [
      'two documents',
      'name: t\nstages: {}\n---\nname: u\n',
      '3:1: expected one pipeline, received another one after ---; give each pipeline a file of its own',
    ],
    [
      'an alias of nothing',
      'name: t\nstages: { a: &one {}, b: *two }\n',
      '2:26 *two stands for nothing: expected one of *one; write &two before the value that it stands for, or quote a text that begins with *',
    ],
    [
      'a tag',
      'name: !mine t\nstages: {}\n',
      '1:7: expected a value without a tag, received an unknown tag; leave the !tag out',
    ],
    [
      'a file of comments',
      '# nothing\n',
      '1:1: expected the keys name and stages, received an empty file; start from a copy of a pipeline in pipelines/',
    ],
    [
      'a word for an object',
      training('optimizer: sgd'),
      `4:73 ${train}.optimizer: expected object, received "sgd"; write { kind: sgd }`,
    ],
    [
      'no for false',
      training('nesterov: no'),
      `4:73 ${train}.nesterov: expected boolean, received "no"; write true or false`,
    ],
    [
      'an infinite number',
      training('rate: .inf'),
      `4:73 ${train}.rate: expected a finite number, received Infinity`,
    ],
    ['no number', training('rate: .nan'), `4:73 ${train}.rate: expected a finite number, received NaN`],
    [
      'a dot in a name',
      'name: t\nstages:\n  cali.brate: { uses: toy/source }\n',
      '3:3 stages.cali.brate is no name: expected at most 100 letters, digits, - and _, starting with a letter, received "cali.brate"',
    ],
    [
      'a value twice in a matrix',
      training("tags: ['${tag}']", 'matrix: { tag: [a, b, a] }, '),
      '4:76 stages.train.matrix.tag.2: expected each value once, received "a" twice; leave one of them out',
    ],
    [
      'a required key misspelt',
      training('').replace('epochs', 'epocs'),
      `4:62 ${train}.epocs is not known here: expected one of batching, epochs, rate, nesterov, schedule, optimizer, tags; did you mean "epochs"?`,
    ],
    [
      'brackets in brackets',
      `name: t\nstages: ${'['.repeat(60)}${']'.repeat(60)}\n`,
      '1:1: expected at most 50 levels of keys and lists, received more',
    ],
    [
      'a value within itself',
      'name: t\nstages: &a { b: *a }\n',
      '1:1: expected at most 50 levels of keys and lists, received more',
    ],
  ])('%s', async (_, text, message) => {
    expect(await mistakesOf(text)).toEqual([`pipeline.yaml:${message}`]);
  });

  test('brackets beyond what the parser can follow', async () => {
    expect(await mistakesOf(`name: t\nstages: ${'['.repeat(20_000)}`)).toEqual([
      expect.stringMatching(
        /^pipeline\.yaml:2:\d+: expected a few levels of keys and lists, received more than can be read$/,
      ),
    ]);
  });

  test('aliases of aliases', async () => {
    const lists = Array.from(
      'bcdefghij',
      (name, index) => `&${name} [${`*${'abcdefghij'[index]!},`.repeat(9)}]`,
    );
    expect(await mistakesOf(`name: t\nstages: [&a [1], ${lists.join(', ')}]\n`)).toEqual([
      'pipeline.yaml:1:1: expected aliases of values written once, received aliases of aliases beyond measure',
    ]);
  });

  test('an unknown stage with a matrix, which those after it share', async () => {
    const text = `name: toy
stages:
  source: { uses: toy/source }
  train: { uses: toy/trian, in: { dataset: source }, matrix: { epochs: [1, 2] }, with: { epochs: '\${epochs}' } }
  test: { uses: toy/test, in: { checkpoint: train, dataset: source }, matrix: { protocol: [a, b] }, with: { protocol: '\${protocol}' } }
`;
    expect(await mistakesOf(text)).toEqual([
      expect.stringMatching(/4:12 stages\.train\.uses unknown stage "toy\/trian"/),
    ]);
  });
});
