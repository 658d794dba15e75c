import { UserError } from '@batchmates/errors';
import type { Model } from './read-model.ts';

/** What to do for the batch norms of a model to stay in its file. */
export const KEEP_BATCH_NORMS =
  'export it with torch.onnx.export(..., dynamo=True, optimize=False), after model.eval()';

/**
 * Throws a `UserError` (`onnx/folded`) when all batch norms of a model were folded into other layers: nothing can be told about them any more.
 * `file` is its name in the message.
 */
export function refuseFolded(
  { folded, batchNorms }: Pick<Model, 'folded' | 'batchNorms'>,
  file: string,
): void {
  if (folded.length === 0 || batchNorms.length > 0) return;
  throw new UserError({
    code: 'onnx/folded',
    what: file,
    expected: 'batch norms as nodes of their own',
    received: `${folded.length} folded into other layers: ${folded.join(', ')}`,
    remedy: KEEP_BATCH_NORMS,
  });
}
