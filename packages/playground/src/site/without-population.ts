import { UserError } from '@batchmates/errors';

/** The error of a network without population statistics. `name` is for the message. */
export function withoutPopulation(name: string): UserError {
  return new UserError({
    code: 'playground/population',
    what: `network "${name}"`,
    expected: 'population statistics, which the page compares with those of the batch',
    received: 'none',
    remedy: 'give what evaluator/calibrate leaves',
  });
}
