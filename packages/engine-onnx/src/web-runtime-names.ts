/**
 * The files of ONNX Runtime for browsers: what they are called in `dist` of `onnxruntime-web`, and beside a page. Modules end in `.js` there, which every
 * web server sends as scripts.
 */
export const WEB_RUNTIME = {
  script: { original: 'ort.wasm.min.mjs', name: 'onnxruntime.js' },
  loader: { original: 'ort-wasm-simd-threaded.mjs', name: 'ort-wasm.js' },
  module: { original: 'ort-wasm-simd-threaded.wasm', name: 'ort-wasm.wasm' },
} as const;
