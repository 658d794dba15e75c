import { describe, expect, it } from 'vitest';
import { columnsFor } from '../../../src/page/hooks/use-columns.ts';

describe('rows of seats', () => {
  it.each([
    { seats: 10, width: 1000, columns: 10, wide: true },
    { seats: 10, width: 366, columns: 5, wide: false },
    { seats: 10, width: 700, columns: 5, wide: true },
    { seats: 100, width: 1000, columns: 13, wide: true },
    { seats: 2, width: 366, columns: 2, wide: false },
    { seats: 3, width: 40, columns: 1, wide: false },
  ])('$seats seats in $width pixels stand $columns side by side', ({ seats, width, columns, wide }) => {
    expect(columnsFor(seats, width)).toEqual({ columns, wide });
  });
});
