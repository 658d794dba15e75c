import { expect, test } from 'vitest';
import { assertSameClasses } from '../../src/session/assert-same-classes.ts';

const of = (classNames: string[], channels: number) => ({
  classifier: { classNames, input: { height: 8, width: 8, channels } },
  info: { classNames, shape: { height: 40, width: 32, channels } },
});
const remedy = '; connect the data set that the network was trained on, or one with the same classes';

test('the same classes and channels pass, whatever the size of the images', () => {
  const { classifier, info } = of(['cat', 'dog'], 3);
  expect(() => assertSameClasses(classifier, info)).not.toThrow();
});

test('images of other channels do not', () => {
  const { classifier } = of(['cat', 'dog'], 3);
  expect(() => assertSameClasses(classifier, of(['cat', 'dog'], 1).info)).toThrow(
    expect.objectContaining({
      code: 'evaluator/channels-differ',
      message: `channels of the images: expected 3, as the network was trained on, received 1${remedy}`,
    }) as Error,
  );
});

test.each([
  [['cat', 'eel'], 'class 1 of network (2 classes) and data set (2): expected "dog", received "eel"'],
  [['cat'], 'class 1 of network (2 classes) and data set (1): expected "dog", received no such class'],
  [
    ['cat', 'dog', 'eel'],
    'class 2 of network (2 classes) and data set (3): expected no such class, received "eel"',
  ],
  [['dog', 'cat'], 'class 0 of network (2 classes) and data set (2): expected "cat", received "dog"'],
])('%j are not cat and dog', (classNames, message) => {
  expect(() => assertSameClasses(of(['cat', 'dog'], 3).classifier, of(classNames, 3).info)).toThrow(
    expect.objectContaining({ code: 'evaluator/classes-differ', message: message + remedy }) as Error,
  );
});
