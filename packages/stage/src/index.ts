export { choiceSchema, resolveChoice, type Choice } from './choice.ts';
export { dataFolders } from './files/data-folders.ts';
export { locate, sourcesOf } from './files/locate.ts';
export {
  inputsOf,
  typesOf,
  type InputSpec,
  type InputSpecs,
  type InputValue,
  type StageInputs,
} from './input.ts';
export { hasModuleEnding } from './module-file.ts';
export {
  parseParams,
  type ParamsComplaint,
  type ParamsContext,
  type ParamsPath,
  type ParsedParams,
} from './parse-params.ts';
export type { Progress, ProgressBar } from './progress.ts';
export { repeatable, type RepeatableCall } from './repeatable.ts';
export { createRegistry, isModulePath, type Registry, type RegistryOptions } from './registry.ts';
export {
  artifactToCheck,
  defineStage,
  outputType,
  paramsThatCount,
  type CheckContext,
  type Estimate,
  type Foreseen,
  type PlannedInput,
  type Stage,
  type StageContext,
  type StageReport,
} from './stage.ts';
