export { stateDictFile, type StateDictOptions, type WrittenTensor } from './state-dict-file.ts';
