import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firstColumn, flags, hasColumn, matrix, numbers, readTable, texts } from '../src/index.ts';
import { written } from './support/written.ts';

const open = async (content: string) => readTable(await written('t.csv', content));

test('a column that is not there is named, with the one that was probably meant', async () => {
  const table = await open('id,lable\n1,2\n');
  expect(hasColumn(table, 'id')).toBe(true);
  expect(firstColumn(table, ['image', 'id'])).toBe('id');
  expect(() => texts(table, 'label')).toThrow(
    't.csv: expected a column label, received columns id, lable; did you mean "lable"? Rename it to label',
  );
  expect(() => firstColumn(table, ['image', 'name'])).toThrow(
    'expected a column image or name, received columns id, lable',
  );
});

test('a bad value is shown with its line and column', async () => {
  const table = await open('id,p0,counted\n"a\nb",0.5,yes\n\nc,x,1\nd,,0\n');
  expect(() => numbers(table, 'p0')).toThrow(
    't.csv, line 5, column p0: expected a finite number, received x',
  );
  expect(() => flags(table, 'counted')).toThrow(
    't.csv, line 3, column counted: expected 0 or 1, received yes',
  );
  expect(() => texts(table, 'p0')).toThrow('t.csv, line 6, column p0: expected a value, received none');
  expect(() => matrix(table, 'p0')).toThrow(
    'column p0: expected a list of numbers in each row, received texts',
  );
});

test('missing values of other formats are shown with their row, where they are asked for', async () => {
  const table = await readTable(join(import.meta.dirname, 'fixture/missing.parquet'));
  expect(() => texts(table, 'id')).toThrow(
    'missing.parquet, row 1, column id: expected a value, received none',
  );
  expect(() => texts(table, 'label')).toThrow('row 1, column label: expected a value, received none');
  expect(() => numbers(table, 'label')).toThrow(
    'row 1, column label: expected a finite number, received NaN',
  );
  expect(() => texts(table, 'day')).toThrow(
    'column day: expected one value for each row, received values of type date',
  );
});
