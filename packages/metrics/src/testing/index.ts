export { evaluationOf } from './evaluation-of.ts';
