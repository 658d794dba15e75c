import type { EngineCandidate, EngineProbe } from '@batchmates/engine';
import { describeRuntime, onnxruntimeEngine } from './onnxruntime-engine.ts';
import { isInstalled, loadRuntime, type RuntimeSource } from './runtime.ts';

/** The fastest first: native code, and WebAssembly where there is no binary for the platform. */
const SOURCES: readonly RuntimeSource[] = [
  { name: 'onnxruntime', package: 'onnxruntime-node', provider: 'cpu' },
  { name: 'onnxruntime-wasm', package: 'onnxruntime-web', provider: 'wasm' },
];

/**
 * ONNX Runtime on the CPU, natively and in WebAssembly: infers, in float32, with networks of ours through their ONNX export and with others' ONNX
 * files. It cannot train.
 */
export const onnxruntimeCandidates: readonly EngineCandidate[] = candidatesFrom(import.meta.url);

/** The candidates with the packages that a module sees. */
export function candidatesFrom(module: string): readonly EngineCandidate[] {
  return SOURCES.map((source) => ({
    name: source.name,
    purposes: ['inference', 'model'],
    probe: async () => probe(source, module),
  }));
}

function probe(source: RuntimeSource, module: string): EngineProbe {
  const name = source.package;
  if (!isInstalled(source, module)) {
    return absent(`optional package ${name} is not installed (npm install ${name})`);
  }
  try {
    const runtime = loadRuntime(source, module);
    return {
      available: true,
      description: describeRuntime(runtime, source),
      load: async () => onnxruntimeEngine(runtime, source),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return absent(`${name} does not load: ${reason}`);
  }
}

function absent(reason: string): EngineProbe {
  return { available: false, reason };
}
