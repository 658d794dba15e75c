import type { Engine } from '@batchmates/engine';
import { onnxruntimeCandidates } from '../src/index.ts';

/** The engine; it must be here. */
export async function load(name = 'onnxruntime'): Promise<Engine> {
  const probe = await onnxruntimeCandidates.find((candidate) => candidate.name === name)!.probe();
  if (!probe.available) throw new Error(probe.reason);
  return probe.load();
}
