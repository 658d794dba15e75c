import type { EngineCandidate, EngineProvider } from '@batchmates/engine';
import { AUTO, engineMeant } from './engine-choice.ts';

/**
 * Every engine that may be usable here, in the order in which `auto` tries them: TensorFlow on a graphics card where
 * there is one, else oneDNN, the fastest on a CPU, else TensorFlow.js as it can be had. ONNX Runtime, which cannot train, runs when it is named.
 */
export async function engineCandidates(): Promise<readonly EngineCandidate[]> {
  const [{ onednnCandidate }, { onnxruntimeCandidates }, { tfjsCandidates }] = await Promise.all([
    import('@batchmates/engine-onednn'),
    import('@batchmates/engine-onnx'),
    import('@batchmates/engine-tfjs'),
  ]);
  const [gpu, ...others] = tfjsCandidates;
  return [gpu, onednnCandidate, ...others, ...onnxruntimeCandidates];
}

/**
 * Lends engines to stages; engine packages are loaded at the first request. `BATCHMATES_ENGINE` names the engine that
 * `auto` stands for.
 */
export function createEngineProvider(environment: NodeJS.ProcessEnv = process.env): EngineProvider {
  let provider: Promise<EngineProvider> | undefined;
  const wanted = (engine: string): string => engineMeant(engine, environment);
  return {
    async assertKnown(engine, purpose) {
      if (wanted(engine) === AUTO) return;
      provider ??= load();
      await (await provider).assertKnown(wanted(engine), purpose);
    },
    async select(request) {
      provider ??= load();
      return (await provider).select({ ...request, engine: wanted(request.engine) });
    },
  };
}

async function load(): Promise<EngineProvider> {
  const { createProvider } = await import('@batchmates/engine');
  return createProvider(await engineCandidates());
}
