import { UserError } from '@batchmates/errors';
import { repeatable } from '@batchmates/stage';
import type { z } from 'zod';
import { mostProbableClasses } from './most-probable.ts';
import type { DecideRequest, Protocol } from './protocol.ts';

/**
 * The answered class of every image: by the protocol's own decision, else the most probable one, the first of equals.
 * Throws a `UserError` when a decision does not give one of the classes for every image.
 */
export async function decide<Options extends z.ZodObject>(
  { name, decision }: Pick<Protocol<Options>, 'name' | 'decision'>,
  request: DecideRequest,
  options: z.output<Options>,
): Promise<Uint16Array> {
  const { probabilities, classes, labels } = request;
  if (decision === undefined) return mostProbableClasses(probabilities, classes);
  const answers = await repeatable({
    what: `protocol "${name}": decide()`,
    call: () => decision.decide(request, options),
  });
  const wrong = whatIsWrong(answers, request);
  if (wrong === undefined) return answers;
  throw new UserError({
    code: 'protocol/answers',
    what: `protocol "${name}": the result of decide()`,
    expected: `a Uint16Array with a class below ${classes} for each of ${labels.length} images`,
    received: wrong,
    remedy: 'mend its decision',
  });
}

/** Why `answers`, which a third party's decision may have returned, are not valid; `undefined` when they are. */
function whatIsWrong(answers: unknown, { labels, classes }: DecideRequest): string | undefined {
  if (!(answers instanceof Uint16Array)) return Object.prototype.toString.call(answers).slice(8, -1);
  if (answers.length !== labels.length) return `${answers.length} answers`;
  const image = answers.findIndex((answer) => answer >= classes);
  return image < 0 ? undefined : `class ${answers[image]} for image ${image}`;
}
