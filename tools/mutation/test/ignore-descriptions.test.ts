import { expect, test } from 'vitest';
import { shouldIgnore } from '../src/ignore-descriptions.mjs';

const text = { type: 'StringLiteral' };
const call = (name: string) => ({ type: 'CallExpression', callee: { property: { name } } });

test.each([
  ['the text of .describe(text)', { node: text, key: 0, parent: call('describe') }, true],
  [
    'what is described',
    { node: { type: 'MemberExpression' }, key: 'callee', parent: call('describe') },
    false,
  ],
  ['the text of another call', { node: text, key: 0, parent: call('literal') }, false],
  [
    'a summary',
    { node: text, key: 'value', parent: { type: 'ObjectProperty', key: { name: 'summary' } } },
    true,
  ],
  [
    'another property',
    { node: text, key: 'value', parent: { type: 'ObjectProperty', key: { name: 'code' } } },
    false,
  ],
])('%s', (_, path, ignored) => {
  expect(shouldIgnore(path) !== undefined).toBe(ignored);
});
