import { UserError } from '@batchmates/errors';
import { arrange } from '@batchmates/protocols';
import type { Inference } from '../session/with-test-images.ts';
import type { ConfiguredProtocol } from './fill-options.ts';

/** Whether images can be arranged so: a sample can lack a class, or have too few images of one. */
export function isArrangeable(
  { protocol, options }: ConfiguredProtocol,
  { images, seed }: Inference,
): boolean {
  const { labels, classes } = images;
  try {
    arrange(protocol, { labels, classes, seed, view: 0, rearrangement: 0 }, options);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
