import { existsSync } from 'node:fs';
import { didYouMean, UserError } from '@batchmates/errors';
import type { ModelChoice } from './model-choice.ts';

/** A choice that has what an audit needs. */
export interface CheckedChoice extends ModelChoice {
  readonly images: string;
  readonly batchSize: number;
  /** The protocol that arranges images as training batches were composed. */
  readonly composition: string;
}

/** Protocols by the kind of training batches that they arrange images as. */
const COMPOSITIONS: Readonly<Record<string, string>> = {
  random: 'random',
  balanced: 'balanced',
  pk: 'grouped',
  sorted: 'sorted',
  stream: 'stream',
};

/** Options that name files or folders. */
const PATHS = {
  images: '--images',
  order: '--order',
  classes: '--classes',
  reference: '--reference',
  trainingImages: '--training-images',
} as const;

/** Throws a `UserError` when an option is missing, names nothing that is there, or a kind of batches that is none. */
export function checkedChoice(choice: ModelChoice): CheckedChoice {
  const { file, images, batchSize, trainedOn = 'random' } = choice;
  if (images === undefined || batchSize === undefined) {
    const given = [images === undefined ? [] : '--images', batchSize === undefined ? [] : '--batch-size'];
    throw new UserError({
      code: 'audit/options',
      what: `batchmates audit ${file}`,
      expected: '--images <folder> and --batch-size <images>',
      received: given.flat().join() || 'neither',
      remedy:
        'images as <class>/<image>; the batch size of training, for smaller batches cost accuracy whatever a network has learnt',
    });
  }
  for (const [name, option] of Object.entries(PATHS)) {
    const path = choice[name as keyof typeof PATHS];
    if (path === undefined || existsSync(path)) continue;
    throw new UserError({
      code: 'audit/options',
      what: `option ${option} ${path}`,
      expected: name.toLowerCase().endsWith('images') ? 'a folder' : 'a file',
      received: 'nothing there',
    });
  }
  if (choice.mean?.length !== choice.std?.length) {
    throw new UserError({
      code: 'audit/options',
      what: 'options --mean and --std',
      expected: 'both, with a number for each colour',
      received: [choice.mean, choice.std].map((numbers) => numbers?.join() ?? 'none').join(' and '),
    });
  }
  const large = [...(choice.mean ?? []), ...(choice.std ?? [])].find((each) => Math.abs(each) > 1);
  if (large !== undefined) {
    throw new UserError({
      code: 'audit/options',
      what: 'options --mean and --std',
      expected: 'those of pixels scaled to 0-1',
      received: String(large),
      remedy: 'divide by 255',
    });
  }
  const known = Object.keys(COMPOSITIONS);
  if (known.includes(trainedOn))
    return { ...choice, images, batchSize, composition: COMPOSITIONS[trainedOn]! };
  throw new UserError({
    code: 'audit/options',
    what: `option --trained-on ${trainedOn}`,
    expected: known.join(', '),
    remedy: didYouMean(trainedOn, known),
  });
}
