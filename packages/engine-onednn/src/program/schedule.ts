import { inputsOf, type Layer, type Network } from '@batchmates/network';
import { ruleOf } from '../operations/rule-of.ts';

/** A layer with what was fused into it. */
export interface Operation {
  readonly layer: Layer;
  /** Whether a ReLU follows inside the same primitive. */
  readonly relu: boolean;
  /** Name of the value it makes: its layer's, or that of the last layer fused into it. */
  readonly output: string;
}

/**
 * The layers in the order they run. A ReLU that alone reads an operation that takes one becomes part of it; channel
 * padding moves to just before its first reader, when maps of its shape show which layout to take.
 */
export function schedule(network: Network): readonly Operation[] {
  return placePadding(fuseRelus(network));
}

function fuseRelus({ layers }: Network): readonly Operation[] {
  const operations: Operation[] = [];
  const fused = new Set<string>();
  for (const layer of layers) {
    if (fused.has(layer.name)) continue;
    const relu = ruleOf(layer).takesRelu ? onlyReader(layers, layer) : undefined;
    if (relu?.kind === 'relu') fused.add(relu.name);
    const output = relu?.kind === 'relu' ? relu.name : layer.name;
    operations.push({ layer, relu: output !== layer.name, output });
  }
  return operations;
}

function onlyReader(layers: readonly Layer[], { name }: Layer): Layer | undefined {
  const readers = layers.filter((layer) => inputsOf(layer).includes(name));
  return readers.length === 1 ? readers[0] : undefined;
}

function placePadding(operations: readonly Operation[]): readonly Operation[] {
  const isPadding = ({ layer }: Operation) => ruleOf(layer).waitsForReader === true;
  const placed: Operation[] = [];
  let waiting = operations.filter(isPadding);
  for (const operation of operations) {
    if (isPadding(operation)) continue;
    const inputs = inputsOf(operation.layer);
    for (const padding of waiting.filter(({ output }) => inputs.includes(output))) {
      placed.push(padding);
    }
    waiting = waiting.filter(({ output }) => !inputs.includes(output));
    placed.push(operation);
  }
  return placed;
}
