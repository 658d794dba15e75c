export { calibrate } from './calibrate/calibrate.ts';
export { MomentsPool } from './calibrate/moments-pool.ts';
export { circulate } from './circulate/circulate.ts';
export { evaluate } from './evaluate/evaluate.ts';
export { pseudoLabel } from './pseudo-label/pseudo-label.ts';
export type { EvaluatorServices } from './session/services.ts';
