import type { ModelFile } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import { readModelBytes, withNormalisation } from '@batchmates/onnx';
import type { Source } from './source.ts';

/** A model that was made elsewhere. Throws what `readModelBytes` throws. */
export function modelSource({ name, bytes, input, ...asked }: ModelFile): Source {
  const model = readModelBytes(bytes, name);
  const { batchNorms } = model;
  return {
    ...asked,
    checked: { name, input, batchNorms },
    names: { images: model.input.name, answers: model.output.name },
    batchNorms: batchNorms.map((norm) => norm.name),
    running(batchNorm) {
      const moments = batchNorms.find((norm) => norm.name === batchNorm)?.moments;
      if (moments !== undefined) return moments;
      throw new UserError({
        code: 'engine/no-running',
        what: `batch norm "${batchNorm}" of model "${name}" under running statistics`,
        expected: 'a mean and a variance in the file',
        received: 'none: the model normalises with its batch',
        remedy: 'pool statistics with evaluator/calibrate and use statistics: population',
      });
    },
    file: (normalisation) => withNormalisation(model, normalisation),
  };
}
