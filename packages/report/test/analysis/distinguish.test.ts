import { describe, expect, it } from 'vitest';
import { distinguish } from '../../src/analysis/distinguish.ts';

describe('distinguish', () => {
  it('says nothing where the name is enough', () => {
    expect(
      distinguish([
        { name: 'Standard', facts: { width: 16 } },
        { name: 'Balanced', facts: { width: 64 } },
      ]),
    ).toEqual(['', '']);
  });

  it('tells the fact that differs, and no other', () => {
    const items = [16, 64].map((width) => ({ name: 'Balanced', facts: { epochs: 10, width } }));
    expect(distinguish(items)).toEqual(['width 16', 'width 64']);
  });

  it('tells as many facts as it takes', () => {
    const items = [
      { name: 'Balanced', facts: { width: 16, precision: 'f32' } },
      { name: 'Balanced', facts: { width: 16, precision: 'bf16' } },
      { name: 'Balanced', facts: { width: 64, precision: 'f32' } },
    ];
    expect(distinguish(items)).toEqual(['width 16, f32', 'width 16, bf16', 'width 64']);
  });

  it('compares nested facts by value', () => {
    const items = [{ views: 1 }, { views: 18 }].map((options) => ({ name: 'Balanced', facts: { options } }));
    expect(distinguish(items)).toEqual(['options {"views":1}', 'options {"views":18}']);
  });
});
