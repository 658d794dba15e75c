import { inferShapes, inputsOf, layersWithGradient, type Layer, type Network } from '@batchmates/network';

/** Facts about a network that both passes need, found once. */
export interface NetworkPlan {
  readonly network: Network;
  /** The name of the layer that gives the logits. */
  readonly logits: string;
  /** Maps whose gradient is of use: those with parameters at or below them. */
  readonly needsGradient: ReadonlySet<string>;
  /** For each layer, the maps that no later layer reads. */
  readonly lastReads: ReadonlyMap<string, readonly string[]>;
}

/** Checks a network (throws the `UserError` of `inferShapes`) and plans its passes. */
export function planNetwork(network: Network): NetworkPlan {
  inferShapes(network);
  return {
    network,
    logits: nameOfLast(network),
    needsGradient: layersWithGradient(network),
    lastReads: findLastReads(network),
  };
}

function findLastReads(network: Network): ReadonlyMap<string, readonly string[]> {
  const reader = new Map<string, string>();
  // A map that nobody reads is done with as soon as it is there.
  for (const layer of network.layers) {
    reader.set(layer.name, layer.name);
    for (const name of inputsOf(layer)) reader.set(name, layer.name);
  }
  reader.delete(nameOfLast(network));
  const reads = new Map<string, string[]>();
  for (const [map, layer] of reader) reads.set(layer, [...(reads.get(layer) ?? []), map]);
  return reads;
}

function nameOfLast(network: Network): string {
  const last: Layer | undefined = network.layers.at(-1);
  if (last === undefined) throw new Error('internal: a network without layers passed the shape check');
  return last.name;
}
