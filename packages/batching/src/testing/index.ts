export { expectComposition, type Composed } from './expect-composition.ts';
export { labelsArbitrary, smallestClass } from './labels-arbitrary.ts';
export { strategyLaws, type StrategyLaws } from './strategy-laws.ts';
