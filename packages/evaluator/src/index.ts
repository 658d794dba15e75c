import { calibrate } from './calibrate/calibrate.ts';
import { circulate } from './circulate/circulate.ts';
import { evaluate } from './evaluate/evaluate.ts';
import { pseudoLabel } from './pseudo-label/pseudo-label.ts';

export type { EvaluatorServices } from './session/services.ts';
export { calibrate, circulate, evaluate, pseudoLabel };

/** The stages of this package. */
export const stages = [calibrate, evaluate, pseudoLabel, circulate];
