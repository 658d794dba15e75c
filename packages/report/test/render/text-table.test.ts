import { describe, expect, it } from 'vitest';
import { textTable } from '../../src/render/text-table.ts';

describe('textTable', () => {
  it('sets the first column left and numbers right', () => {
    const table = textTable(
      ['class', 'error'],
      [
        ['cat', '10.0 %'],
        ['automobile', '2.0 %'],
      ],
    );
    expect(table).toBe(
      ['class         error', '───────────────────', 'cat          10.0 %', 'automobile    2.0 %'].join('\n'),
    );
  });
});
