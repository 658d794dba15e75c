import { expect, test } from 'vitest';
import { escapeControls, escapeLines } from '../src/index.ts';

test('control characters are written out, and marks that turn the direction of reading', () => {
  expect(escapeControls('a\u001b[31mb\u0007\u009bc\n')).toBe('a\\x1b[31mb\\x07\\x9bc\\x0a');
  expect(escapeControls('exe\u202egpj\u2066\u2028')).toBe('exe\\u202egpj\\u2066\\u2028');
  expect(escapeControls('ä 猫 🐈')).toBe('ä 猫 🐈');
});

test('lines stay lines', () => {
  expect(escapeLines('one\u001b[2J\r\ntwo\n')).toBe('one\\x1b[2J\\x0d\ntwo\n');
});
