import { writeCheckpoint, type Checkpoint } from '@batchmates/checkpoint';
import { batchNorms, ghostSize, parameterCount, type Network } from '@batchmates/network';
import type { Classifier } from './classifier.ts';
import { withClassOrder } from './with-class-order.ts';

/** A checkpoint as a classifier. */
export function checkpointClassifier(checkpoint: Checkpoint): Classifier {
  const { network, state, ...known } = checkpoint;
  const norms = batchNorms(network);
  const ghost = ghostSize(network);
  return {
    ...known,
    name: network.name,
    parameters: parameterCount(network),
    width: widthOf(network),
    input: network.input,
    batchNorms: norms.map(({ name }) => name),
    ...(ghost !== undefined && { ghost }),
    async compile(engines, { threads, ...request }) {
      const selection = await engines.select({ ...request, purpose: 'inference' });
      const { engine, precision } = selection;
      return { selection, program: await engine.compileInference(network, { state, precision, threads }) };
    },
    inOrderOf: (classNames) => checkpointClassifier(withClassOrder(checkpoint, classNames)),
    write: (folder, calibration) => writeCheckpoint(folder, { ...checkpoint, ...calibration }),
  };
}

function widthOf({ layers }: Network): number {
  return layers.find((layer) => layer.kind === 'conv')?.channels ?? 0;
}
