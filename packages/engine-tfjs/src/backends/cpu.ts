import type { TrainingEngine } from '@batchmates/engine';
import { openEngine } from '../open-engine.ts';
import { startCpu } from './start-cpu.ts';

/** The engine of the plain JavaScript backend. */
export async function loadCpu(): Promise<TrainingEngine> {
  return openEngine(await startCpu());
}
