export { expectComposition, type Composed } from './expect-composition.ts';
export { labelsArbitrary } from './labels-arbitrary.ts';
export { strategyLaws, type StrategyLaws } from './strategy-laws.ts';
