import { tallyOf, type Tally } from '@batchmates/results';
import { greatest, median } from 'd3-array';
import { percent } from '../format.ts';
import { defineMetric } from '../metric.ts';
import { confusion } from './confusion.ts';

/** Errors among the images of one class. */
export interface ClassTally extends Tally {
  readonly name: string;
}

/** Error of every class, in the order of the data set's classes; a class without images has none (`images: 0`). */
export const classErrors = defineMetric({
  name: 'class-errors',
  label: 'Error by class',
  summary: 'error of every class: the median and the worst',
  compute(evaluation): ClassTally[] {
    const { classNames, images } = confusion.compute(evaluation);
    return images.map((row, label) => {
      const all = row.reduce((sum, n) => sum + n, 0);
      return { name: classNames[label]!, ...tallyOf(all, all - row[label]!) };
    });
  },
  format(every) {
    const classes = every.filter(({ images }) => images > 0);
    const worst = greatest(classes, ({ error }) => error);
    if (worst === undefined) return 'no classes';
    const middle = median(classes, ({ error }) => error)!;
    return `median ${percent(middle, 1)}, worst ${percent(worst.error, 1)} (${worst.name})`;
  },
});
