import { UserError } from '@batchmates/errors';

/** What of a network is not as the data set has it. */
export interface Mismatch {
  readonly name: string;
  readonly what: string;
  readonly expected: string;
  readonly received: string;
}

/** The error of a network that does not fit the images of a site. */
export function mismatch({ name, what, expected, received }: Mismatch): UserError {
  return new UserError({
    code: `playground/${what}`,
    what: `network "${name}": ${what}`,
    expected: `those of the data set, ${expected}`,
    received,
    remedy: 'give the data set that it was trained on',
  });
}

/** Names for a message, the first of many. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
