import type { InferenceProgram } from '@batchmates/engine';
import type { Classifier } from './classifier.ts';
import type { Model } from './model/model.ts';
import { writeModel } from './model/write-model.ts';

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
      return { selection, program: order === undefined ? program : reordered(program, order) };
    },
    inOrderOf: (names) =>
      modelClassifier(
        model,
        names.map((each) => classNames.indexOf(each)),
      ),
    write: (folder, calibration) => writeModel(folder, { ...model, ...calibration }),
  };
}

/** The program with its answers in another order. */
function reordered(program: InferenceProgram, order: readonly number[]): InferenceProgram {
  const classes = order.length;
  return {
    ...program,
    async infer(images, statistics) {
      const given = await program.infer(images, statistics);
      return given.map((_, at) => given[at - (at % classes) + order[at % classes]!]!);
    },
  };
}
