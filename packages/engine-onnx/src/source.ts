import type { ChannelMoments, Checked, ModelFile } from '@batchmates/engine';
import type { NormalisationByLayer } from '@batchmates/onnx';

/** What ONNX Runtime is given to run: a network of ours, exported, or a model that was made elsewhere. */
export interface Source extends Pick<ModelFile, 'layout' | 'channelOrder' | 'answers' | 'classes'> {
  readonly checked: Checked;
  /** Of the graph's input and output. */
  readonly names: { readonly images: string; readonly answers: string };
  /** Names of the batch norms, in order. */
  readonly batchNorms: readonly string[];
  /** What a batch norm normalises with as it is; throws a `UserError` where that is the batch. */
  running(batchNorm: string): ChannelMoments;
  /** The ONNX file with other statistics. */
  file(normalisation: NormalisationByLayer): Uint8Array;
}
