import type { Engine } from '@batchmates/engine';
import { tfjsCandidates } from '@batchmates/engine-tfjs';
import { UserError } from '@batchmates/errors';

/** The best TensorFlow.js that is usable here; throws a `UserError` when there is none. */
export async function loadTfjs(): Promise<Engine> {
  for (const candidate of tfjsCandidates) {
    const probe = await candidate.probe();
    if (probe.available) return await probe.load();
  }
  throw new UserError({ code: 'bench/no-tfjs', what: 'engine-tfjs', expected: 'a usable backend' });
}
