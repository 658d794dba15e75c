import { basename } from 'node:path';
import { writeCheckpoint } from '@batchmates/checkpoint';
import type { StageContext, StageReport } from '@batchmates/stage';
import type { ImportParams } from './params.ts';
import { readStateDict } from './read-state-dict.ts';

/** Runs the stage `import/safetensors`. */
export async function runImport(context: StageContext<ImportParams>): Promise<StageReport> {
  const { params, output, signal } = context;
  const { path, sha256, network, classNames, state } = await readStateDict(params, context);
  const { crop, resolution, mean, std, architecture } = params;
  const window = { height: crop, width: crop };
  signal.throwIfAborted();
  await writeCheckpoint(output, {
    network,
    classNames,
    crop:
      resolution === undefined
        ? window
        : { ...window, resolution: { height: resolution, width: resolution } },
    // Colours are shifted along these in training alone.
    normalisation: { mean, std, eigenvalues: [], eigenvectors: [] },
    state,
    training: { imported: { architecture, file: basename(path), sha256 } },
  });
  return { file: path, tensors: state.size };
}
