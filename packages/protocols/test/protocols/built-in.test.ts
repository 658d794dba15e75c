import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtInProtocols } from '../../src/index.ts';
import { protocolLaws } from '../../src/testing/index.ts';

test('names are unique', () => {
  expect(new Set(builtInProtocols.map(({ name }) => name)).size).toBe(builtInProtocols.length);
});

describe.each(builtInProtocols.map((protocol) => [protocol.name, protocol] as const))(
  '%s with its default options',
  (name, protocol) => {
    protocolLaws({ protocol, options: () => fc.constant({}), shuffles: name.startsWith('shuffled-') });
  },
);
