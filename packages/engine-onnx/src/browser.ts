import type { ModelEngine } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import { onnxruntimeEngine } from './onnxruntime-engine.ts';
import type { Runtime } from './runtime.ts';
import { WEB_RUNTIME } from './web-runtime-names.ts';

/**
 * The engine `onnxruntime-wasm` in a browser or a worker of it: WebAssembly with SIMD, one thread. `folder` is the URL, with a slash at its end, of a
 * folder with the files of `readWebRuntime`. Throws a `UserError` (`engine/onnxruntime-web`) when one is absent or WebAssembly does not start.
 */
export async function openOnnxruntimeInBrowser(folder: string): Promise<ModelEngine> {
  const url = ({ name }: (typeof WEB_RUNTIME)[keyof typeof WEB_RUNTIME]) => new URL(name, folder).href;
  try {
    // Not a part of the bundle: a page without ONNX models has no such file.
    const runtime = (await import(/* @vite-ignore */ url(WEB_RUNTIME.script))) as Runtime;
    // Threads would need a page that is isolated from all others.
    Object.assign(runtime.env.wasm, {
      numThreads: 1,
      wasmPaths: { mjs: url(WEB_RUNTIME.loader), wasm: url(WEB_RUNTIME.module) },
    });
    await start(runtime);
    return onnxruntimeEngine(runtime, { name: 'onnxruntime-wasm', provider: 'wasm' });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UserError({
      code: 'engine/onnxruntime-web',
      what: 'ONNX Runtime',
      expected: `its files in ${folder}, and a browser with WebAssembly and SIMD`,
      received: message.replaceAll(/\s+/g, ' ').slice(0, 300),
      remedy: 'serve the whole folder',
      cause,
    });
  }
}

/** Starts the module, which the first session does: one of no model is refused, and by then it runs. */
async function start({ InferenceSession }: Runtime): Promise<void> {
  await InferenceSession.create(new Uint8Array(1), {
    executionProviders: ['wasm'],
    logSeverityLevel: 4,
  }).then(
    (session) => session.release(),
    (error: unknown) => {
      if (String(error).includes('no available backend')) throw error;
    },
  );
}
