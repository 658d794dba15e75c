export { labelsArbitrary, strategyLaws, type StrategyLaws } from './strategy-laws.ts';
