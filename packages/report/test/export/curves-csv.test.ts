import { expect, test } from 'vitest';
import { curvesCsv } from '../../src/export/curves-csv.ts';

const row = {
  epoch: 1,
  learningRate: 0.1,
  loss: 2.302585092994046,
  trainError: 0.9,
  errorStandardRunning: 0.875,
  errorBalancedBatch: 0,
};

test('curves are one row per epoch, under the names of curves.arrow', () => {
  expect(curvesCsv([row, { ...row, epoch: 2, learningRate: 1e-7, loss: 1.5 }])).toBe(
    'epoch,learning_rate,loss,train_error,error_standard_running,error_balanced_batch\n' +
      '1,0.1,2.302585092994046,0.9,0.875,0\n' +
      '2,1e-7,1.5,0.9,0.875,0\n',
  );
});

test('an epoch without a test has empty cells, and a loss that left all bounds is infinite', () => {
  const untested = { ...row, loss: Infinity, errorStandardRunning: NaN, errorBalancedBatch: NaN };
  expect(curvesCsv([untested]).split('\n')[1]).toBe('1,0.1,inf,0.9,,');
});

test('no epochs are a heading alone', () => {
  expect(curvesCsv([]).split('\n').slice(1)).toEqual(['']);
});
