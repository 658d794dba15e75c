import { linearSumAssignment } from 'linear-sum-assignment';
import { batchCount, batchOf, countedOf, type BatchPlan } from '@batchmates/batching';

/** Probabilities of images, `[images, classes]`. */
export interface ImageProbabilities {
  readonly probabilities: Float32Array;
  readonly classes: number;
}

/** Logarithm of the least positive float32: what an underflown probability counts. */
const LEAST = Math.log(2 ** -149);

/**
 * The class of every image under the best one-to-one assignment of each batch's images to classes: the one of maximum
 * total log probability in which every class is answered at most `samplesPerClass` times. Fillers take their part in
 * a batch's assignment; what they are assigned does not count.
 */
export function assignClasses(
  plan: BatchPlan,
  images: ImageProbabilities,
  { samplesPerClass }: { readonly samplesPerClass: number },
): Uint16Array {
  const answers = new Uint16Array(images.probabilities.length / images.classes);
  for (let batch = 0; batch < batchCount(plan); batch++) {
    const members = batchOf(plan, batch);
    const counted = countedOf(plan, batch);
    const assigned = assignBatch(members, images, samplesPerClass);
    members.forEach((image, place) => {
      if (counted?.[place] !== 0) answers[image] = assigned[place] ?? 0;
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
      Math.max(LEAST, Math.log(probabilities[image * classes + (column % classes)] ?? 0)),
    ),
  );
  const { rowAssignments } = linearSumAssignment(gains, { maximaze: true });
  return Array.from(rowAssignments, (column) => column % classes);
}
