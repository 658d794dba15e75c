import type { Engine } from '@batchmates/engine';
import { onnxruntimeCandidate } from '../src/onnxruntime-candidate.ts';

/** The engine; it must be here. */
export async function load(): Promise<Engine> {
  const probe = await onnxruntimeCandidate.probe();
  if (!probe.available) throw new Error(probe.reason);
  return probe.load();
}
