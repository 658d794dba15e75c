import type { Artifact } from '@batchmates/artifact';
import type { EngineProvider } from '@batchmates/engine';
import type { StageContext } from '@batchmates/stage';
import type { OnnxParams } from './params.ts';

/** What the composition root lends to `import/onnx`. */
export interface OnnxServices {
  readonly engines: EngineProvider;
}

/** What `import/onnx` is given. */
export type OnnxContext = StageContext<OnnxParams, OnnxServices, { readonly dataset: Artifact | undefined }>;
