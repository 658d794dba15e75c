export { createRegistry, isModulePath, type Registry, type RegistryOptions } from './registry.ts';
export {
  defineStage,
  type InputSpec,
  type Progress,
  type ProgressBar,
  type Stage,
  type StageContext,
  type StageReport,
} from './stage.ts';
