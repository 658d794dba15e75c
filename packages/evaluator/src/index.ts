export { calibrate } from './calibrate/calibrate.ts';
export { MomentsPool } from './calibrate/moments-pool.ts';
export { evaluate } from './evaluate/evaluate.ts';
export type { EvaluatorServices } from './session/services.ts';
