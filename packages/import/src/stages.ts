export { importOnnx } from './onnx/import-onnx-stage.ts';
export { importSafetensors } from './safetensors/import-stage.ts';
