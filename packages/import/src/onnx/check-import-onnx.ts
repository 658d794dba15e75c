import type { CheckContext } from '@batchmates/stage';
import type { OnnxServices } from './onnx-context.ts';
import type { OnnxParams } from './params.ts';
import { modelIn } from './model-in.ts';

/** Looks for what stops `import/onnx`: a file that cannot be used as params say, and no engine that runs it. */
export async function checkImportOnnx(context: CheckContext<OnnxParams, OnnxServices>): Promise<void> {
  const { params, services } = context;
  await modelIn(context);
  await services.engines.select({ engine: params.engine, precision: 'auto', purpose: 'model' });
}
