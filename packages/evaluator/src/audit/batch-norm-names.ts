import { batchNorms } from '@batchmates/network';
import type { TestSession } from '../session/with-test-images.ts';

/** Names of the batch norms of a network, in order. */
export function batchNormNames({ checkpoint }: Pick<TestSession, 'checkpoint'>): readonly string[] {
  return batchNorms(checkpoint.network).map(({ name }) => name);
}
