import type { EngineCandidate, EngineProvider } from '@batchmates/engine';

/** Every engine that may be usable here, in the order in which `auto` tries them: fastest first. */
export async function engineCandidates(): Promise<readonly EngineCandidate[]> {
  const { onednnCandidate } = await import('@batchmates/engine-onednn');
  const { tfjsCandidates } = await import('@batchmates/engine-tfjs');
  return [onednnCandidate, ...tfjsCandidates];
}

/**
 * Lends engines to stages; engine packages are loaded at the first request. `BATCHMATES_ENGINE` names the engine that
 * `auto` stands for.
 */
export function createEngineProvider(environment: NodeJS.ProcessEnv = process.env): EngineProvider {
  let provider: Promise<EngineProvider> | undefined;
  return {
    async select(request) {
      provider ??= load();
      const wanted = request.engine === 'auto' ? environment['BATCHMATES_ENGINE'] : undefined;
      return (await provider).select(
        wanted === undefined || wanted === '' ? request : { ...request, engine: wanted },
      );
    },
  };
}

async function load(): Promise<EngineProvider> {
  const { createProvider } = await import('@batchmates/engine');
  return createProvider(await engineCandidates());
}
