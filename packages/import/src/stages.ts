export { importSafetensors } from './safetensors/import-stage.ts';
