import { checkComputeOptions, checkInferenceOptions, type ModelEngine } from '@batchmates/engine';
import { inferenceProgram } from './inference-program.ts';
import { modelSource } from './model-source.ts';
import { networkSource } from './network-source.ts';
import type { Runtime, RuntimeSource } from './runtime.ts';

/** The engine of a runtime that is loaded, in Node or in a browser. */
export function onnxruntimeEngine(runtime: Runtime, source: Omit<RuntimeSource, 'package'>): ModelEngine {
  const { name, provider } = source;
  const engine = { name, description: describeRuntime(runtime, source), precisions: ['f32'] } as const;
  const computing = (threads: number) => ({ runtime, provider, threads: provider === 'wasm' ? 1 : threads });
  return {
    ...engine,
    compileInference: async (network, options) => {
      checkInferenceOptions(engine, network, options);
      return inferenceProgram(networkSource(network, options.state), computing(options.threads));
    },
    compileModel: async (model, options) => {
      checkComputeOptions(engine, options);
      return inferenceProgram(modelSource(model), computing(options.threads));
    },
  };
}

/** Library and version, e.g. `ONNX Runtime 1.30.0, WebAssembly`. */
export function describeRuntime(
  { env: { versions } }: Runtime,
  { provider }: Pick<RuntimeSource, 'provider'>,
): string {
  const version = versions.node ?? versions.web ?? versions.common;
  return provider === 'wasm' ? `ONNX Runtime ${version}, WebAssembly` : `ONNX Runtime ${version}`;
}
