import * as tf from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** What is used of the two backends. */
interface CpuBackend {
  makeTensorInfo(shape: number[], dtype: 'float32', values: tf.TypedArray): TensorInfo;
  readSync(dataId: object): Float32Array;
  disposeData(dataId: object): boolean;
}
interface WasmBackend {
  makeOutput(shape: number[], dtype: 'float32', offset: undefined, values: tf.TypedArray): TensorInfo;
  readSync(dataId: object): Float32Array;
}

/**
 * Lends the WebAssembly backend the plain JavaScript backend's convolution filter gradient, which it lacks: without
 * it, the library cannot train a convolution there at all. Both backends must be initialised.
 */
export function borrowFilterGradient(): void {
  const { kernelFunc } = tf.getKernel(tf.Conv2DBackpropFilter, 'cpu');
  const backend = tf.findBackend('cpu');
  const cpu = backend as unknown as CpuBackend;
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: (call) => {
      const wasm = call.backend as WasmBackend;
      const moved = Object.entries(call.inputs).map(([name, info]): [string, TensorInfo] => {
        const { dataId, shape } = info as TensorInfo;
        return [name, cpu.makeTensorInfo(shape, 'float32', wasm.readSync(dataId))];
      });
      const inputs = Object.fromEntries(moved);
      const result = kernelFunc({ ...call, inputs, backend }) as TensorInfo;
      const output = wasm.makeOutput(result.shape, 'float32', undefined, cpu.readSync(result.dataId));
      for (const { dataId } of [result, ...Object.values(inputs)]) cpu.disposeData(dataId);
      return output;
    },
  });
}
