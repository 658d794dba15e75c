import { expect, test } from 'vitest';
import { UserError, UserErrors, hasSystemCode, invariant, systemReason } from '../src/index.ts';

test('a message says what, expected, received and remedy on one line', () => {
  const error = new UserError({
    code: 'dataset/size',
    what: 'reading data_batch_1.bin',
    expected: '30730000 bytes',
    received: '12\nbytes',
    remedy: 'download it again',
  });
  expect(error.message).toBe(
    'reading data_batch_1.bin: expected 30730000 bytes, received 12 bytes; download it again',
  );
  expect(error.code).toBe('dataset/size');
});

test('parts that are absent leave no trace', () => {
  expect(new UserError({ code: 'x', what: 'no such file' }).message).toBe('no such file');
  expect(new UserError({ code: 'x', what: 'a', remedy: 'b' }).message).toBe('a; b');
});

test('the original error is kept as the cause', () => {
  const cause = new Error('ENOSPC');
  expect(new UserError({ code: 'x', what: 'a', cause }).cause).toBe(cause);
});

test('several mistakes print one line each', () => {
  const errors = ['a', 'b'].map((what) => new UserError({ code: 'x', what }));
  expect(new UserErrors(errors).message).toBe('a\nb');
});

test('invariants are marked as internal', () => {
  expect(() => invariant(false, 'offsets must grow')).toThrow('internal: offsets must grow');
  expect(() => invariant(true, 'fine')).not.toThrow();
});

test('system codes are recognised', () => {
  expect(hasSystemCode(Object.assign(new Error('x'), { code: 'ENOENT' }), 'ENOENT')).toBe(true);
  expect(hasSystemCode('ENOENT', 'ENOENT')).toBe(false);
});

test('control characters in names are written out: none reaches a terminal', () => {
  const { message } = new UserError({
    code: 'x/y',
    what: 'file \u001b[2J\u0007\u009b31m\tname\nof two lines',
  });
  expect(message).toBe('file \\x1b[2J\\x07\\x9b31m\\x09name of two lines');
});

test('the reason of the operating system, without the call and the path', () => {
  expect(systemReason(new Error("EACCES: permission denied, scandir '/x'"))).toBe(
    'permission denied (EACCES)',
  );
  expect(systemReason(new Error('something else'))).toBe('something else');
  expect(systemReason('text')).toBe('text');
});
