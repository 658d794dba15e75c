import type { InferenceProgram } from '@batchmates/engine';

/** A program with its answers in another order: `order` says which of its classes stands at each place. */
export function withAnswerOrder(program: InferenceProgram, order: readonly number[]): InferenceProgram {
  const classes = order.length;
  return {
    ...program,
    async infer(images, statistics) {
      const given = await program.infer(images, statistics);
      return given.map((_, at) => given[at - (at % classes) + order[at % classes]!]!);
    },
  };
}
