import { decodeSafetensors, populationOf } from '@batchmates/checkpoint';
import { withAnswerOrder } from '@batchmates/classifier';
import type { InferenceProgram, ModelEngine, Moments } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import type { SiteModel } from '../site-data.ts';
import type { LoadedNetwork } from './loaded-network.ts';

/**
 * A model of a site, compiled from its ONNX file and its statistics, and tried. Throws a `UserError` when one of these is damaged, or the model does not run on
 * batches of any size.
 */
export async function loadModel(
  model: SiteModel,
  [bytes, statistics]: readonly Uint8Array[],
  engine: ModelEngine,
): Promise<LoadedNetwork> {
  const { name, crop, normalisation, batchNorms, order, input, layout, channelOrder, answers } = model;
  const population = readStatistics(model, statistics!);
  const file = { name, bytes: bytes!, input, layout, channelOrder, answers, classes: order.length };
  const compiled = await engine.compileModel(file, { precision: 'f32', threads: 1 });
  const program = withAnswerOrder(compiled, order);
  await tryOut(program, { input, population });
  return { name, crop, normalisation, batchNorms, program, population };
}

function readStatistics({ batchNorms, statisticsFile }: SiteModel, bytes: Uint8Array): Moments {
  const { tensors } = decodeSafetensors(bytes, statisticsFile);
  const corrupt = (expected: string, received: string) =>
    new UserError({
      code: 'playground/statistics',
      what: `file ${statisticsFile}`,
      expected,
      received,
      remedy: 'make the folder again',
    });
  const moments = populationOf(batchNorms, tensors, corrupt);
  if (moments === undefined) throw corrupt('means and variances of batch norms', 'none');
  return moments;
}

/** Asks for black images, two and then one: what does not run is told when the page is loaded, not at the first move. */
async function tryOut(
  program: InferenceProgram,
  { input, population }: Pick<SiteModel, 'input'> & { readonly population: Moments },
): Promise<void> {
  for (const count of [2, 1]) {
    const images = new Float32Array(count * input.height * input.width * input.channels);
    await program.infer(images, { kind: 'fixed', moments: population });
  }
}
