export type { Dnnl, Session } from './library/dnnl.ts';
export type { LibraryLocation } from './library/open-library.ts';
export { loadOneDnn, onednnCandidate, type OneDnnEngine } from './onednn-candidate.ts';
export { runStep, type PrimitiveStep, type Step } from './plan/plan.ts';
export type { OneDnnTraining } from './program/training-program.ts';
