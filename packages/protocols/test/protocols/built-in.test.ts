import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtInProtocols } from '../../src/index.ts';
import { protocolLaws } from '../../src/testing/index.ts';

test.each(['name', 'heading', 'order'] as const)('each has a %s of its own', (key) => {
  expect(new Set(builtInProtocols.map((protocol) => protocol[key])).size).toBe(builtInProtocols.length);
});

describe.each(builtInProtocols.map((protocol) => [protocol.name, protocol] as const))(
  '%s with its default options',
  (_, protocol) => {
    protocolLaws({ protocol, options: () => fc.constant({}) });
  },
);
