import type { Model } from '@batchmates/classifier';
import { softmax, type InferenceProgram, type Statistics } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import type { Reference } from './read-reference.ts';

/** Largest difference of a probability that arithmetic in another order makes. */
const TOLERANCE = 1e-3;

/**
 * Compares the answers for the inputs of a reference with its outputs, under running statistics and under those of the batch. Throws a `UserError`
 * (`import/outputs`) that says under which they differ.
 */
export async function checkOutputs(
  model: Model,
  program: InferenceProgram,
  { path, images, ...outputs }: Reference,
): Promise<void> {
  const isOfBatch = model.batchNorms.some(({ statistics }) => statistics === 'batch');
  const passes: readonly {
    readonly name: 'eval' | 'train';
    readonly kind: Statistics['kind'];
    readonly mode: string;
  }[] = [
    // A batch norm without running statistics normalises with the batch in eval(), too.
    { name: 'eval', kind: isOfBatch ? 'batch' : 'running', mode: 'in eval()' },
    { name: 'train', kind: 'batch', mode: 'with the statistics of the batch' },
  ];
  for (const { name, kind, mode } of passes) {
    const given = outputs[name];
    if (given === undefined) continue;
    assertKind(model, path, name, given);
    const wanted = model.answers === 'logits' ? softmax(given, model.classes) : given;
    const answers = await program.infer(images, { kind } as Statistics);
    const difference = answers.reduce((most, value, at) => Math.max(most, Math.abs(value - wanted[at]!)), 0);
    if (difference <= TOLERANCE) continue;
    throw new UserError({
      code: 'import/outputs',
      what: `${model.name} ${mode}, asked for the inputs of ${path}`,
      expected: `probabilities within ${TOLERANCE} of its tensor ${name}`,
      received: `a difference of ${difference.toPrecision(2)}`,
      remedy:
        name === 'eval'
          ? 'write model and reference with the same weights, both after model.eval()'
          : 'only batch norms may be in train(): dropout and stochastic depth draw at random',
    });
  }
}

/** Throws a `UserError` (`import/answers`) when outputs are probabilities and the model is taken to give logits, or the other way round. */
function assertKind(
  { name: model, answers, classes }: Model,
  path: string,
  tensor: string,
  given: Float32Array,
): void {
  const sums = Array.from({ length: given.length / classes }, (_, row) =>
    given.subarray(row * classes, (row + 1) * classes).reduce((sum, value) => sum + value, 0),
  );
  const areProbabilities =
    given.every((value) => value >= 0) && sums.every((sum) => Math.abs(sum - 1) < 1e-3);
  const kind = areProbabilities ? 'probabilities' : 'logits';
  if (kind === answers) return;
  throw new UserError({
    code: 'import/answers',
    what: `tensor ${tensor} of ${path}`,
    expected: `${answers}, as ${model} is taken to give`,
    received: kind,
    remedy: `set answers: ${kind}`,
  });
}
