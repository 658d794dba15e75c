import { UserError } from '@batchmates/errors';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { choiceSchema, inputsOf, parseParams, resolveChoice, type Registry } from '../src/index.ts';

interface Way {
  readonly options?: z.ZodType;
}

const items: Readonly<Record<string, Way>> = {
  plain: {},
  spaced: { options: z.strictObject({ gap: z.number().default(2), kind: z.string().optional() }) },
};
const asked: string[] = [];
const ways: Registry<unknown> = {
  names: async () => Object.keys(items),
  async resolve(name, directory) {
    asked.push(`${directory}/${name}`);
    if (name === 'crashing') throw new TypeError('a defect');
    if (items[name] !== undefined) return items[name];
    throw new UserError({ code: 'way/unknown', what: `unknown way "${name}"` });
  },
};
const stage = {
  uses: 'toy/walk',
  params: z.strictObject({
    pace: z.number().default(5),
    way: choiceSchema.optional(),
    more: z.array(choiceSchema).default([]),
  }),
  choices: { way: 'ways', more: 'ways' },
};
const context = { registries: { ways }, directory: '/pipelines' };
const parse = (value: unknown) => parseParams(stage, value, context);

describe('parseParams', () => {
  test('fills in defaults of params and of what they choose; a choice that is absent stays so', async () => {
    expect(await parse({})).toEqual({ success: true, params: { pace: 5, more: [] } });
    expect(await parse({ way: 'spaced', more: ['plain', { kind: 'spaced', gap: 3 }] })).toEqual({
      success: true,
      params: {
        pace: 5,
        way: { kind: 'spaced', gap: 2 },
        more: [{ kind: 'plain' }, { kind: 'spaced', gap: 3 }],
      },
    });
    expect(asked).toContain('/pipelines/spaced');
  });

  test('adds nothing to a choice that the stage completes itself, and checks it all the same', async () => {
    const completing = { ...stage, completes: ['way'] };
    expect(await parseParams(completing, { way: 'spaced', more: ['spaced'] }, context)).toEqual({
      success: true,
      params: { pace: 5, way: { kind: 'spaced' }, more: [{ kind: 'spaced', gap: 2 }] },
    });
    expect(await parseParams(completing, { way: { kind: 'spaced', gap: 'wide' } }, context)).toMatchObject({
      success: false,
      complaints: [{ kind: 'schema', path: ['way'] }],
    });
  });

  test('needs no registry where nothing is chosen', async () => {
    const bare = { uses: 'toy/bare', params: z.strictObject({ pace: z.number() }) };
    expect(await parseParams(bare, { pace: 1 }, { registries: {}, directory: '/' })).toEqual({
      success: true,
      params: { pace: 1 },
    });
  });

  test('complains of every choice, each with its path, schema and value', async () => {
    const parsed = await parse({
      way: { kind: 'spaced', gap: 'wide' },
      more: ['plain', { kind: 'plain', gap: 1 }, 'spacd'],
    });
    expect(parsed).toMatchObject({
      success: false,
      complaints: [
        { kind: 'schema', path: ['way'], schema: items['spaced']!.options, value: { gap: 'wide' } },
        { kind: 'schema', path: ['more', 1], value: { gap: 1 } },
        { kind: 'item', path: ['more', 2], error: { code: 'way/unknown' } },
      ],
    });
  });

  test('complains of params before it asks for items', async () => {
    asked.length = 0;
    const parsed = await parse({ pace: 'fast', way: 'spacd' });
    expect(parsed).toMatchObject({
      success: false,
      complaints: [{ kind: 'schema', path: [], schema: stage.params, value: { pace: 'fast', way: 'spacd' } }],
    });
    expect(asked).toEqual([]);
  });

  test('hides no defects: neither of an item nor of a stage that names no registry', async () => {
    await expect(parse({ way: 'crashing' })).rejects.toEqual(new TypeError('a defect'));
    await expect(parseParams(stage, {}, { registries: {}, directory: '/' })).rejects.toThrow(
      'internal: toy/walk chooses an item of "ways", which is no registry',
    );
  });
});

describe('a choice', () => {
  test('is a word or an object of a kind', () => {
    expect(choiceSchema.parse('spaced')).toEqual({ kind: 'spaced' });
    expect(choiceSchema.parse({ kind: 'spaced', gap: 1 })).toEqual({ kind: 'spaced', gap: 1 });
    for (const wrong of ['', { kind: '' }, {}, 3]) expect(choiceSchema.safeParse(wrong).success).toBe(false);
  });

  test('gives its item and the options without the kind', async () => {
    asked.length = 0;
    expect(await resolveChoice(ways, { kind: 'spaced', gap: 4 }, '/here')).toEqual({
      item: items['spaced'],
      options: { gap: 4 },
    });
    expect(asked).toEqual(['/here/spaced']);
  });
});

test('an input of one artifact refuses none and two', () => {
  const two = { one: [{}, {}] } as never;
  expect(() => inputsOf({ one: { type: 'x' } }, two)).toThrow('internal: input "one": 2 artifacts');
  expect(() => inputsOf({ one: { type: 'x', optional: true } }, two)).toThrow(
    'internal: input "one": 2 artifacts',
  );
  expect(() => inputsOf({ one: { type: 'x' } }, {})).toThrow('internal: input "one": 0 artifacts');
  expect(inputsOf({ one: { type: 'x', many: true } }, {})).toEqual({ one: [] });
});
