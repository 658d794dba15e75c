import { audit } from './audit/audit-stage.ts';
import { calibrate } from './calibrate/calibrate-stage.ts';
import { circulate } from './circulate/circulate-stage.ts';
import { evaluate } from './evaluate/evaluate-stage.ts';
import { hypotheses } from './hypotheses/hypotheses-stage.ts';
import { pseudoLabel } from './pseudo-label/pseudo-label-stage.ts';

export type { EvaluatorServices } from './session/services.ts';
export { audit, calibrate, circulate, evaluate, hypotheses, pseudoLabel };

/** The stages of this package. */
export const stages = [calibrate, evaluate, pseudoLabel, circulate, hypotheses, audit];
