import { digestBytes, readRegularFile } from '@batchmates/artifact';
import { decodeSafetensors } from '@batchmates/checkpoint';
import type { State } from '@batchmates/engine';
import { UserError } from '@batchmates/errors';
import { createNetwork } from '@batchmates/model-zoo';
import type { Network } from '@batchmates/network';
import { locate, type StageContext } from '@batchmates/stage';
import { classNamesOf } from '../class-names.ts';
import { networkState } from './network-state.ts';
import type { ImportParams } from './params.ts';

/** No state dict of a ResNet is larger: 100 MB for ResNet-50 in float32. */
const LARGEST = 2 ** 30;

/** A state dict as the state of a network. */
export interface ImportedState {
  /** Of the file, absolute. */
  readonly path: string;
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  readonly network: Network;
  readonly classNames: readonly string[];
  /** Parameters and running statistics in canonical order. */
  readonly state: State;
}

/**
 * Reads the state dict that params name. Throws a `UserError` when the file is absent, unreadable or no safetensors file, one for each kind
 * of thing that is wrong with its tensors, and the signal's reason when it is aborted.
 */
export async function readStateDict(
  params: ImportParams,
  {
    pipelineDirectory,
    signal,
  }: Pick<StageContext<ImportParams>, 'pipelineDirectory'> & { readonly signal?: AbortSignal },
): Promise<ImportedState> {
  const { architecture, classes, width, crop, resolution = crop, mean } = params;
  const classNames = await classNamesOf(classes, { pipelineDirectory });
  const network = createNetwork(architecture, {
    input: { height: resolution, width: resolution, channels: mean.length },
    classes: classNames.length,
    width,
  });
  const path = locate(params.file, pipelineDirectory, 'file');
  const bytes = await readRegularFile(path, LARGEST, signal);
  refusePickle(bytes, path);
  const { tensors } = decodeSafetensors(bytes, path, { halfPrecision: true });
  const state = networkState(network, { tensors, path });
  signal?.throwIfAborted();
  return { path, sha256: digestBytes(bytes), network, classNames, state };
}

/** PyTorch's own files are zip archives of pickles, which can run code when they are read. */
function refusePickle(bytes: Uint8Array, path: string): void {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return;
  throw new UserError({
    code: 'import/pickle',
    what: path,
    expected: 'a safetensors file',
    received: "a zip archive, such as PyTorch's own files are",
    remedy: 'in Python, save_file(model.state_dict(), "model.safetensors") of safetensors.torch',
  });
}
