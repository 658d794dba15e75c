/** What a model is to be tested with: classes, preprocessing, batch norms. */
export const MODEL_DOCUMENT = 'model.json';

/** The ONNX file with its weights. */
export const MODEL_FILE = 'model.onnx';

/** Pooled statistics of its batch norms, if any: `<batch norm>.population_mean` and `.population_var`. */
export const POPULATION_FILE = 'population.safetensors';
