export { checkpointClassifier } from './checkpoint-classifier.ts';
export type { Calibration, Classifier, Compiled, CompileOptions } from './classifier.ts';
export { modelClassifier } from './model-classifier.ts';
export type { Model, ModelBatchNorm } from './model/model.ts';
export { MODEL_DOCUMENT, MODEL_FILE, POPULATION_FILE } from './model/model-files.ts';
export { readModel } from './model/read-model.ts';
export { writeModel } from './model/write-model.ts';
export { classifierTypes, openClassifier } from './open-classifier.ts';
