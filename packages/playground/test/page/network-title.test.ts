import { expect, it } from 'vitest';
import { networkTitle } from '../../src/page/network-title.ts';

it.each([
  ['balanced', 'balanced', 'Balanced training'],
  ['balanced, seed 1', 'balanced', 'Balanced training, seed 1'],
  ['imported, 2', 'imported', 'Imported network, 2'],
  ['mine', 'one-class', 'One-class training (mine)'],
])('calls the network "%s" of training "%s": %s', (name, training, title) => {
  expect(networkTitle({ name, training })).toBe(title);
});
