import type { Model } from '@batchmates/classifier';
import type { InferenceProgram } from '@batchmates/engine';
import { randomStream } from '@batchmates/random';

/** Images asked for together, and then one by one. */
const IMAGES = 3;

/** Difference of a probability that arithmetic in another order makes. */
const TOLERANCE = 1e-4;

/**
 * Asks a model for noise in a batch and one by one, with the same statistics: shows early whether it takes batches of any size, and tells when
 * its answers depend on the batch in another way than through batch norms. Throws what the program throws.
 */
export async function checkBatches(model: Model, program: InferenceProgram): Promise<string | undefined> {
  const { height, width, channels } = model.input;
  const size = height * width * channels;
  const stream = randomStream(0, 'batches of an imported model');
  const images = Float32Array.from({ length: IMAGES * size }, () => stream.normal());
  const statistics = { kind: 'fixed', moments: await program.moments(images) } as const;
  const together = await program.infer(images, statistics);
  let difference = 0;
  for (let image = 0; image < IMAGES; image++) {
    const alone = await program.infer(images.slice(image * size, (image + 1) * size), statistics);
    alone.forEach((value, at) => {
      difference = Math.max(difference, Math.abs(value - together[image * model.classes + at]!));
    });
  }
  return difference <= TOLERANCE
    ? undefined
    : `with all batch norms fixed, answers for ${IMAGES} images together differ by ${difference.toPrecision(2)} from those one by one`;
}
