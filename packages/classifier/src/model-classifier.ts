import type { Classifier } from './classifier.ts';
import type { Model } from './model/model.ts';
import { writeModel } from './model/write-model.ts';
import { withAnswerOrder } from './with-answer-order.ts';

/** A model as a classifier. `order`: which of its answers stands at each place; absent: as it gives them. */
export function modelClassifier(model: Model, order?: readonly number[]): Classifier {
  const { name, parameters, width, input, stored, crop, classNames, normalisation, imported } = model;
  const { population, populationViews, readsBatch } = model;
  return {
    ...{ name, parameters, width, input, crop },
    ...(stored === undefined ? {} : { stored }),
    ...(readsBatch === undefined ? {} : { readsBatch }),
    ...(population === undefined ? {} : { population }),
    ...(populationViews === undefined ? {} : { populationViews }),
    classNames: order === undefined ? classNames : order.map((from) => classNames[from]!),
    normalisation: { ...normalisation, eigenvalues: [], eigenvectors: [] },
    batchNorms: model.batchNorms.map((norm) => norm.name),
    training: { imported },
    async compile(engines, { threads, ...request }) {
      const selection = await engines.select({ ...request, purpose: 'model' });
      const { engine, precision } = selection;
      const program = await engine.compileModel(model, { precision, threads });
      return { selection, program: order === undefined ? program : withAnswerOrder(program, order) };
    },
    inOrderOf: (names) =>
      modelClassifier(
        model,
        names.map((each) => classNames.indexOf(each)),
      ),
    write: (folder, calibration) => writeModel(folder, { ...model, ...calibration }),
  };
}
