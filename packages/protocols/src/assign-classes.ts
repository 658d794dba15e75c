import { linearSumAssignment } from 'linear-sum-assignment';
import { batchCount, batchOf, placesOf, type BatchPlan } from '@batchmates/batching';

/** Probabilities of images, `[images, classes]`. */
export interface ImageProbabilities {
  readonly probabilities: Float32Array;
  readonly classes: number;
}

/** Logarithm of the least positive float32: what an underflown probability counts. */
const LEAST = Math.log(2 ** -149);

/**
 * The class of every image under the best one-to-one assignment of each batch's images to classes: the one of maximum
 * total log probability in which every class is answered at most `samplesPerClass` times (Jonker-Volgenant algorithm).
 * Repeated images take part in the assignment of their batch; what they are assigned does not count.
 */
export function assignClasses(
  plan: BatchPlan,
  images: ImageProbabilities,
  { samplesPerClass }: { readonly samplesPerClass: number },
): Uint16Array {
  const answers = new Uint16Array(images.probabilities.length / images.classes);
  for (let batch = 0; batch < batchCount(plan); batch++) {
    const assigned = assignBatch(batchOf(plan, batch), images, samplesPerClass);
    placesOf(plan, batch).forEach(({ image, counts }, place) => {
      if (counts) answers[image] = assigned[place]!;
    });
  }
  return answers;
}

/** The class of each image of one batch: rows are images, columns are classes, each `samplesPerClass` times. */
function assignBatch(
  members: Uint32Array,
  { probabilities, classes }: ImageProbabilities,
  samplesPerClass: number,
): number[] {
  const gains = Array.from(members, (image) =>
    Array.from({ length: classes * samplesPerClass }, (_, column) =>
      Math.max(LEAST, Math.log(probabilities[image * classes + (column % classes)]!)),
    ),
  );
  const { rowAssignments } = linearSumAssignment(gains, { maximaze: true });
  return Array.from(rowAssignments, (column) => column % classes);
}
