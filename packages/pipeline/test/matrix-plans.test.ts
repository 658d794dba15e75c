import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mistakesOf, planText } from './toy-stages.ts';

/** A pipeline whose stage `train` has this matrix and these params, and stages after it. */
const training = (matrix: string, params: string, after = ''): string =>
  `name: toy\nstages:\n  source: { uses: toy/source }\n  train:\n    uses: toy/train\n    in: { dataset: source }\n    matrix: ${matrix}\n    with: { epochs: 1, ${params} }\n${after}`;

const planned = async (text: string): Promise<[string, unknown][]> =>
  (await planText(text)).instances
    .filter(({ stageName }) => stageName !== 'source')
    .map(({ name, params }) => [name, params]);

describe('a plan of', () => {
  it('linked axes: include gives each arm its own value', async () => {
    const include = '[{ batching: standard, rate: 0.1 }, { batching: balanced, rate: 0.2 }]';
    expect(
      await planned(
        training(
          `{ batching: [standard, balanced], include: ${include} }`,
          "batching: '${batching}', rate: '${rate}'",
        ),
      ),
    ).toEqual([
      ['train.standard.0_1', expect.objectContaining({ batching: { kind: 'standard' }, rate: 0.1 })],
      [
        'train.balanced.0_2',
        expect.objectContaining({ batching: { kind: 'balanced', perClass: 1 }, rate: 0.2 }),
      ],
    ]);
  });

  it('objects: their keys by dots, their short names for instances and what is recorded', async () => {
    const arms =
      '[{ batching: standard, size: 20 }, { size: 20, batching: { kind: balanced, perClass: 2 } }, { name: big, batching: balanced, size: 40 }]';
    const plan = await planText(
      training(
        `{ arm: ${arms} }`,
        "batching: '${arm.batching}', rate: '${arm.size / 100}', tags: ['${arm.name}']",
      ),
    );
    expect(plan.instances.slice(1).map(({ name, variant, params }) => [name, variant, params])).toMatchObject(
      [
        [
          'train.standard-20',
          { arm: 'standard-20' },
          { batching: { kind: 'standard' }, rate: 0.2, tags: ['standard-20'] },
        ],
        ['train.balanced-2-20', { arm: 'balanced-2-20' }, { batching: { kind: 'balanced', perClass: 2 } }],
        ['train.big', { arm: 'big' }, { batching: { kind: 'balanced', perClass: 1 }, rate: 0.4 }],
      ],
    );
  });

  it('an object that follows another axis: batch size over both arms', async () => {
    const batching = "[standard, { name: even, kind: balanced, perClass: '${perClass}' }]";
    expect(
      await planned(
        training(
          `{ batching: ${batching}, perClass: [1, 2] }`,
          "batching: '${batching}', rate: '${10 * perClass}'",
        ),
      ),
    ).toMatchObject([
      ['train.standard.1', { batching: { kind: 'standard' }, rate: 10 }],
      ['train.standard.2', { batching: { kind: 'standard' }, rate: 20 }],
      ['train.even.1', { batching: { kind: 'balanced', perClass: 1 }, rate: 10 }],
      ['train.even.2', { batching: { kind: 'balanced', perClass: 2 }, rate: 20 }],
    ]);
  });

  const ARMS =
    '{ arm: [standard, { name: even, batching: balanced, rate: 0.5 }], epoch: [1, 2], exclude: [{ arm: even, epoch: 2 }] }';
  const TEST =
    "test: { uses: toy/test, in: { checkpoint: train, dataset: source }, with: { protocol: '${protocol}' }, ";
  const names = async (matrix: string, more = ''): Promise<string[]> =>
    (
      await planText(training(ARMS, "tags: ['${arm} ${epoch}']", `  ${TEST}matrix: ${matrix} }\n${more}`))
    ).instances
      .map(({ name }) => name)
      .filter((name) => !/^(source|train)/.test(name));

  it('what reads it: fans out along, and its own matrix knows the axes of its input', async () => {
    expect(await names('{ protocol: [a] }')).toEqual([
      'test.standard.1.a',
      'test.standard.2.a',
      'test.even.1.a',
    ]);
    expect(
      await names('{ protocol: [a, b], exclude: [{ arm: standard, protocol: b }, { epoch: 2 }] }'),
    ).toEqual(['test.standard.1.a', 'test.even.1.a', 'test.even.1.b']);
    // Protocol c is added for the one network, as no combination of the axes has it.
    expect(await names('{ protocol: [a], include: [{ arm: even, protocol: c }] }')).toEqual([
      'test.standard.1.a',
      'test.standard.2.a',
      'test.even.1.a',
      'test.even.1.c',
    ]);
    // Without an axis of its own each entry is a combination, joined with those of the input.
    expect(await names('{ include: [{ protocol: a }, { protocol: b, arm: even }] }')).toEqual([
      'test.standard.1.a',
      'test.standard.2.a',
      'test.even.1.a',
      'test.even.1.b',
    ]);
  });

  it('what selects an object by its name, on the axis and in what gathers', async () => {
    expect(await names('{ protocol: [a], arm: [even] }')).toEqual(['test.even.1.a']);
    const report = '  report: { uses: toy/report, in: { results: test }, matrix: { arm: [even] } }\n';
    const plan = await planText(
      training(ARMS, "tags: ['${arm} ${epoch}']", `  ${TEST}matrix: { protocol: [a] } }\n${report}`),
    );
    expect(plan.instances.at(-1)).toMatchObject({
      name: 'report.even',
      variant: { arm: 'even' },
      inputs: { results: ['test.even.1.a'] },
    });
  });

  it('what reads an object of the stage before it', async () => {
    const matrix = '{ arm: [{ name: one, rate: 0.1, protocol: a }, { name: two, rate: 0.2, protocol: b }] }';
    const test =
      "  test: { uses: toy/test, in: { checkpoint: train, dataset: source }, with: { protocol: '${arm.protocol}' } }\n";
    expect((await planned(training(matrix, "rate: '${arm.rate}'", test))).slice(2)).toEqual([
      ['test.one', { protocol: 'a' }],
      ['test.two', { protocol: 'b' }],
    ]);
  });
});

describe('laws of plans', () => {
  const axisValue = fc.oneof(
    fc.constantFrom('a', 'b', 'c'),
    fc.integer({ min: 0, max: 3 }),
    fc.record({ kind: fc.constantFrom('x', 'y'), size: fc.integer({ min: 1, max: 2 }) }),
  );
  const matrix = fc.record({
    one: fc.uniqueArray(axisValue, {
      minLength: 1,
      maxLength: 3,
      selector: (value) => JSON.stringify(value),
    }),
    two: fc.uniqueArray(axisValue, {
      minLength: 1,
      maxLength: 3,
      selector: (value) => JSON.stringify(value),
    }),
  });

  test('names are unique, hold nothing but letters, digits, - and _, and are the same the second time', async () => {
    await fc.assert(
      fc.asyncProperty(matrix, async ({ one, two }) => {
        const exclude = one.length > 1 ? { exclude: [{ one: one[0], two: two[0] }] } : {};
        const text = training(
          JSON.stringify({ one, two, include: [{ extra: 1 }], ...exclude }),
          "tags: ['${one} ${two} ${extra}']",
        );
        const { instances } = await planText(text);
        const names = instances.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        expect(names.join('')).toMatch(/^[\w.-]+$/);
        expect(names).toHaveLength(1 + one.length * two.length - (one.length > 1 ? 1 : 0));
        const variants = instances.map(({ variant }) => JSON.stringify(variant));
        expect(new Set(variants).size).toBe(variants.length);
        const again = (await planText(text)).instances;
        expect(JSON.stringify(again)).toBe(JSON.stringify(instances));
      }),
      { numRuns: 30 },
    );
  });

  test('whatever a matrix holds, it is planned or refused, a line for each mistake', async () => {
    const name = fc.constantFrom('constructor', 'toString', 'a', 'include', 'exclude', '__proto__');
    const reference = fc.constantFrom('${a}', '${constructor}', '${toString.name}', '${a * 2}', '${');
    const value = fc.oneof(reference, fc.jsonValue({ maxDepth: 1 }), fc.dictionary(name, reference));
    const list = fc.array(fc.oneof(value, fc.dictionary(name, value)), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, list), reference, async (any, text) => {
        const mistakes = await mistakesOf(training(JSON.stringify(any), `tags: ['x ${text}']`));
        for (const line of mistakes) expect(line).toMatch(/^pipeline\.yaml:\d+:\d+ .*$/);
      }),
      { numRuns: 100 },
    );
  });
});

describe('one slip is one line, at its place', () => {
  test.each([
    [
      'an unknown axis in exclude',
      '{ batching: [standard, balanced], exclude: [{ »bathing: standard }] }',
      '.exclude.0.bathing is no axis that combinations are made of: expected one of batching; did you mean "batching"?',
    ],
    [
      'an axis of include in exclude',
      '{ batching: [standard], include: [{ rate: 1 }], exclude: [{ »rate: 1 }] }',
      '.exclude.0.rate is no axis that combinations are made of: expected one of batching',
    ],
    [
      'exclude that fits nothing',
      '{ batching: [standard, balanced], exclude: [»{ batching: balance }] }',
      '.exclude.0 leaves nothing out: expected values that some combination has, received {"batching":"balance"}',
    ],
    [
      'exclude without values',
      '{ batching: [standard], exclude: [»{}] }',
      '.exclude.0 leaves nothing out: expected values that some combination has, received {}',
    ],
    [
      'exclude of everything',
      '{ batching: [standard, balanced], »exclude: [{ batching: standard }, { batching: balanced }] }',
      '.exclude plans nothing: every combination is left out: expected entries that leave some of them, received all 2 left out',
    ],
    [
      'include of what is there',
      '{ batching: [standard, balanced], include: [»{ batching: balanced }] }',
      '.include.0 changes nothing: expected values that no combination has yet, and that no later entry replaces, received {"batching":"balanced"}',
    ],
    [
      'include that is replaced',
      '{ batching: [standard], include: [»{ rate: 1 }, { rate: 2 }] }',
      '.include.0 changes nothing: expected values that no combination has yet, and that no later entry replaces, received {"rate":1}',
    ],
    [
      'include twice',
      '{ batching: [standard], include: [{ rate: 1 }, »{ rate: 1 }] }',
      '.include.1: expected each entry once, received {"rate":1} twice; leave one of them out',
    ],
    [
      'exclude twice',
      '{ batching: [standard, balanced], exclude: [{ batching: standard }, »{ batching: standard }] }',
      '.exclude.1: expected each entry once, received {"batching":"standard"} twice; leave one of them out',
    ],
    [
      'a combination without a value',
      '{ batching: [standard, balanced], »include: [{ batching: balanced, rate: 1 }] }',
      '.include leaves {"batching":"standard"} without rate: expected a value on every axis in every combination; add the missing values to entries of include',
    ],
    [
      'a value of include that is not used',
      '{ batching: [standard], include: [{ »other: 1 }] }',
      '.include.0.other changes nothing: every instance would be the same: expected "${other}" somewhere in with:',
    ],
    [
      'an object twice, keys in another order',
      '{ batching: [{ kind: balanced, perClass: 1 }, »{ perClass: 1, kind: balanced }] }',
      '.batching.1: expected each value once, received "balanced-1" twice; leave one of them out',
    ],
    [
      'two objects of one name',
      '{ batching: [{ kind: balanced, perClass: 1 }, »{ name: balanced-1, kind: standard }] }',
      '.batching.1 two values would be called "balanced-1": expected a name of its own for each object; add name: <what instances are called by>',
    ],
    [
      'an object in include with a name that is taken',
      '{ batching: [{ name: a, kind: balanced }], rate: [1], include: [{ »batching: { name: a, kind: standard }, rate: 2 }] }',
      '.include.0.batching two values would be called "a": expected a name of its own for each object; add name: <what instances are called by>',
    ],
    [
      'an object without a name',
      '{ batching: [»{}] }',
      '.batching.0: expected an object with a text or number in it, or with a key name, received {}; add name: <what instances are called by>',
    ],
    [
      'a name that is no text',
      '{ batching: [{ »name: 3, kind: balanced }] }',
      '.batching.0.name: expected string, received 3',
    ],
    [
      'an unknown axis inside an object',
      "{ batching: [{ kind: balanced, »perClass: '${perClas}' }], perClass: [1] }",
      '.batching.0.perClass no matrix axis "perClas": expected one of perClass; did you mean "perClass"?',
    ],
    [
      'an object that refers to itself',
      "{ batching: [{ kind: balanced, »perClass: '${batching.perClass}' }] }",
      '.batching.0.perClass no matrix axis "batching": expected a matrix on this stage or one before it',
    ],
    [
      'a dot in the name of an axis',
      '{ »a.b: [1] }',
      '.a.b is no name: expected at most 100 letters, digits, - and _, starting with a letter, received "a.b"',
    ],
    [
      'values that are no list of entries',
      '{ batching: [standard], include: [»rate] }',
      '.include.0: expected object, received "rate"',
    ],
  ])('%s', async (_, matrix, message) => {
    const used = ['batching', 'rate', 'perClass'].filter((axis) => new RegExp(`\\b${axis}: `).test(matrix));
    const params = used.map((axis) =>
      axis === 'batching' ? "batching: '${batching}'" : `tags: ['\${${axis}}']`,
    );
    // The mark stands before the place that the message names: line 7, behind "    matrix: ".
    const column = '    matrix: '.length + matrix.indexOf('»') + 1;
    const mistakes = await mistakesOf(training(matrix.replace('»', ''), params.join(', ')));
    expect(mistakes).toEqual([`pipeline.yaml:7:${column} stages.train.matrix${message}`]);
  });

  test('include that contradicts what the input brings', async () => {
    const test =
      "  test: { uses: toy/test, in: { checkpoint: train, dataset: source }, matrix: { protocol: [a], include: [{ rate: 3, protocol: b }] }, with: { protocol: '${protocol}' } }\n";
    expect(await mistakesOf(training('{ rate: [1, 2] }', "rate: '${rate}'", test))).toEqual([
      'pipeline.yaml:9:106 stages.test.matrix.include.0 changes nothing: expected values that the inputs bring, which are {"rate":1}, {"rate":2}, received {"rate":3,"protocol":"b"}',
    ]);
  });

  test('a wrong matrix, which what reads the stage is not blamed for', async () => {
    const test =
      "  test: { uses: toy/test, in: { checkpoint: train, dataset: source }, matrix: { protocol: [a] }, with: { protocol: '${protocol}-${rate}' } }\n";
    expect(await mistakesOf(training('{ rate: [] }', "rate: '${rate}'", test))).toEqual([
      expect.stringMatching(
        /stages\.train\.matrix\.rate: expected array of at least 1 items, received \[\]$/,
      ),
    ]);
  });
});
