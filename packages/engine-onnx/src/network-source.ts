import { completeState, runningMoments, type State } from '@batchmates/engine';
import { batchNorms, IMAGES, type Network } from '@batchmates/network';
import { exportNetwork, LOGITS } from '@batchmates/onnx';
import type { Source } from './source.ts';

/** A network of ours. */
export function networkSource(network: Network, given: State): Source {
  const state = completeState(network, undefined, given);
  const values = (name: string) => state.get(name)!.data;
  return {
    checked: network,
    classes: network.classes,
    names: { images: IMAGES, answers: LOGITS },
    layout: 'NCHW',
    channelOrder: 'RGB',
    answers: 'logits',
    batchNorms: batchNorms(network).map(({ name }) => name),
    running: (name) => runningMoments(name, values),
    file: (normalisation) => exportNetwork(network, { state, normalisation }),
  };
}
