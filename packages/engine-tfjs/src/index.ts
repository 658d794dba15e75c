export { tfjsCandidates } from './tfjs-candidates.ts';
