import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeOptions } from '../src/commands/describe-options.ts';

test('a line for every option: type, default or required, description', () => {
  const schema = z.strictObject({
    epochs: z.number().int().describe('passes'),
    mode: z.enum(['fast', 'slow']).default('fast'),
    views: z.union([z.string(), z.number()]).optional(),
  });
  expect(describeOptions(schema)).toEqual([
    'epochs  integer, required: passes',
    'mode    fast | slow, default fast',
    'views   string | number',
  ]);
});

test('options within options are indented, each choice under its kind', () => {
  const schema = z.strictObject({
    norm: z.strictObject({ epsilon: z.number().default(0.1) }).prefault({}),
    schedule: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('constant') }),
        z.strictObject({ kind: z.literal('step'), at: z.number() }),
      ])
      .prefault({ kind: 'step', at: 2 }),
  });
  expect(describeOptions(schema)).toEqual([
    'norm      object, default {}',
    '  epsilon  number, default 0.1',
    'schedule  object, default {kind: step, at: 2}',
    '  kind: constant',
    '  kind: step',
    '    at  number, required',
  ]);
});
