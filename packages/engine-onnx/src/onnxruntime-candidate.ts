import {
  checkComputeOptions,
  checkInferenceOptions,
  type Engine,
  type EngineCandidate,
  type EngineProbe,
} from '@batchmates/engine';
import { inferenceProgram } from './inference-program.ts';
import { modelSource } from './model-source.ts';
import { networkSource } from './network-source.ts';
import { isInstalled, loadRuntime, PACKAGE, type Runtime } from './runtime.ts';

/** ONNX Runtime on the CPU: infers, in float32, with networks of ours through their ONNX export and with others' ONNX files. It cannot train. */
export const onnxruntimeCandidate: EngineCandidate = candidateFrom(import.meta.url);

/** The candidate with the package that a module sees. */
export function candidateFrom(module: string): EngineCandidate {
  return { name: 'onnxruntime', probe: async () => probe(module) };
}

function probe(module: string): EngineProbe {
  if (!isInstalled(module)) {
    return absent(`optional package ${PACKAGE} is not installed (npm install ${PACKAGE})`);
  }
  try {
    const runtime = loadRuntime(module);
    return {
      available: true,
      description: describe(runtime),
      load: async () => onnxruntimeEngine(runtime),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return absent(`${PACKAGE} does not load: ${reason}`);
  }
}

function absent(reason: string): EngineProbe {
  return { available: false, reason };
}

function onnxruntimeEngine(runtime: Runtime): Engine {
  const engine = {
    name: 'onnxruntime',
    description: describe(runtime),
    precisions: ['f32'],
  } as const;
  return {
    ...engine,
    compileInference: async (network, options) => {
      checkInferenceOptions(engine, network, options);
      return inferenceProgram(runtime, networkSource(network, options.state), options);
    },
    compileModel: async (model, options) => {
      checkComputeOptions(engine, options);
      return inferenceProgram(runtime, modelSource(model), options);
    },
  };
}

function describe({ env }: Runtime): string {
  return `ONNX Runtime ${env.versions.node ?? env.versions.common}`;
}
